import { Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";

import type { ModelVersion } from "../recommend/models.js";
import { allowedFor } from "../schema/allowedFor.js";
import { EvaluationType } from "../schema/evaluationType.js";
import { FloorType } from "../schema/floorType.js";
import { IdArguments } from "../schema/idArguments.js";
import { LlmSrecType } from "../schema/llmSrecType.js";
import { ModelOptionType } from "../schema/modelOptionType.js";
import { ModelVersionConnectionType } from "../schema/modelVersionConnectionType.js";
import { ModelVersionType } from "../schema/modelVersionType.js";
import { PageArguments } from "../schema/pageArguments.js";
import { SequenceAuditType } from "../schema/sequenceAuditType.js";
import { timesArgument } from "../schema/timesArgument.js";

import { evaluationList } from "./evaluationList.js";
import { floorList } from "./floorList.js";
import { manifestEntry } from "./manifestEntry.js";
import { optionList } from "./optionList.js";
import type { Plain } from "./plain.js";
import type { RequestContext } from "./requestContext.js";
import { toConnection } from "./toConnection.js";
import { toLlmSrec } from "./toLlmSrec.js";
import { toSequenceAudit } from "./toSequenceAudit.js";

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
      "Serves a model version from the next answer on, in every process, without a dropped request: while a process loads it, requests wait, for two seconds at most, and the model before it answers after that. An older one rolls back.",
  })
  promoteModel(@Args(() => IdArguments) { id }: IdArguments, @Ctx() context: RequestContext): Promise<ModelVersion> {
    return context.useCases.models.promote(context.space, id);
  }

  @FieldResolver(() => Boolean)
  async isServed(@Root() { id }: ModelVersion, @Ctx() context: RequestContext): Promise<boolean> {
    return (await context.readSpace()).servedModelVersionId === id;
  }

  @FieldResolver(() => String, { nullable: true })
  async servingFault(@Root() { id }: ModelVersion, @Ctx() context: RequestContext): Promise<string | null> {
    if ((await context.readSpace()).servedModelVersionId !== id) return null;
    const code = context.useCases.models.servingFault(context.space, id);
    return code === null ? "INTERNAL_SERVER_ERROR" : (code ?? null);
  }

  @FieldResolver(() => SequenceAuditType, { nullable: true })
  audit(@Root() { card }: ModelVersion): Plain<SequenceAuditType> | null {
    return toSequenceAudit(card);
  }

  @FieldResolver(() => LlmSrecType, { nullable: true })
  llmSrec(@Root() { card }: ModelVersion): Plain<LlmSrecType> | null {
    return toLlmSrec(card);
  }

  @FieldResolver(() => String, { nullable: true })
  recipe(@Root() { card }: ModelVersion): string | null {
    const recipe = manifestEntry(card, "recipe");
    return typeof recipe === "string" ? recipe : null;
  }

  @FieldResolver(() => [ModelOptionType])
  options(@Root() { card }: ModelVersion): Plain<ModelOptionType>[] {
    return optionList(card);
  }

  @FieldResolver(() => [FloorType])
  floors(@Root() { metrics }: ModelVersion): Plain<FloorType>[] {
    return floorList(metrics);
  }

  @FieldResolver(() => [EvaluationType])
  evaluations(@Root() { metrics }: ModelVersion): Plain<EvaluationType>[] {
    return evaluationList(metrics);
  }
}
