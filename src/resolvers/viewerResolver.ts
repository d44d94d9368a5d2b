import type { GraphQLResolveInfo } from "graphql";
import { Ctx, FieldResolver, Info, Query, Resolver, Root } from "type-graphql";

import type { ApiKey } from "../recommend/apiKeys.js";
import type { ModelVersion } from "../recommend/models.js";
import { allowedFor } from "../schema/allowedFor.js";
import { EventTypeMeaningType } from "../schema/eventTypeMeaningType.js";
import { ModelVersionType } from "../schema/modelVersionType.js";
import { ViewerType } from "../schema/viewerType.js";

import { allowedOperations } from "./allowedOperations.js";
import type { Plain } from "./plain.js";
import type { RequestContext } from "./requestContext.js";

/** Who is asking. */
@Resolver(() => ViewerType)
export class ViewerResolver {
  @allowedFor("READER")
  @Query(() => ViewerType, { nullable: true, description: "Who is asking, and what this key may do." })
  me(@Ctx() { key, space }: RequestContext): { key: ApiKey | null; space: string } {
    return { key, space };
  }

  @FieldResolver(() => [String])
  allowedOperations(@Root() { key }: { key: ApiKey }, @Info() { schema }: GraphQLResolveInfo): string[] {
    return allowedOperations(schema, key.role);
  }

  @FieldResolver(() => [EventTypeMeaningType])
  async eventMeanings(@Ctx() context: RequestContext): Promise<Plain<EventTypeMeaningType>[]> {
    const { eventMeanings } = await context.readSpace();
    return Object.entries(eventMeanings).map(([type, meaning]) => ({ type, meaning }));
  }

  @FieldResolver(() => ModelVersionType, { nullable: true })
  async servedModel(@Ctx() context: RequestContext): Promise<ModelVersion | null> {
    const { servedModelVersionId } = await context.readSpace();
    return servedModelVersionId === null ? null : context.modelById.load(servedModelVersionId);
  }
}
