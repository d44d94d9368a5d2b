import { Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";

import type { ModelVersion } from "../recommend/models.js";
import { allowedFor } from "../schema/allowedFor.js";
import { EvaluationType } from "../schema/evaluationType.js";
import { IdArguments } from "../schema/idArguments.js";
import { ModelVersionConnectionType } from "../schema/modelVersionConnectionType.js";
import { ModelVersionType } from "../schema/modelVersionType.js";
import { PageArguments } from "../schema/pageArguments.js";
import { timesArgument } from "../schema/timesArgument.js";

import { evaluationList } from "./evaluationList.js";
import type { Plain } from "./plain.js";
import type { RequestContext } from "./requestContext.js";
import { toConnection } from "./toConnection.js";

/** Model versions: translates GraphQL to `Models` and back. */
@Resolver(() => ModelVersionType)
export class ModelResolver {
  @allowedFor("READER")
  @timesArgument("first")
  @Query(() => ModelVersionConnectionType, {
    nullable: true,
    description: "The model versions of the space, newest first.",
  })
  async models(@Args(() => PageArguments) page: PageArguments, @Ctx() { useCases, space }: RequestContext) {
    return toConnection(await useCases.models.page(space, page), page.after);
  }

  @allowedFor("ADMIN")
  @Mutation(() => ModelVersionType, {
    nullable: true,
    description:
      "Serves a model version without a dropped request: here from the next answer on, in other processes once they have loaded it, within about a second. An older one rolls back.",
  })
  promoteModel(@Args(() => IdArguments) { id }: IdArguments, @Ctx() context: RequestContext): Promise<ModelVersion> {
    return context.useCases.models.promote(context.space, id);
  }

  @FieldResolver(() => Boolean)
  async isServed(@Root() { id }: ModelVersion, @Ctx() context: RequestContext): Promise<boolean> {
    return (await context.readSpace()).servedModelVersionId === id;
  }

  @FieldResolver(() => [EvaluationType])
  evaluations(@Root() { metrics }: ModelVersion): Plain<EvaluationType>[] {
    return evaluationList(metrics);
  }
}
