import { Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root, Subscription } from "type-graphql";

import type { TrainingRun } from "../recommend/training.js";
import { allowedFor } from "../schema/allowedFor.js";
import { IdArguments } from "../schema/idArguments.js";
import { PageArguments } from "../schema/pageArguments.js";
import { RunIdArguments } from "../schema/runIdArguments.js";
import { StartTrainingArguments } from "../schema/startTrainingArguments.js";
import { timesArgument } from "../schema/timesArgument.js";
import { TrainingRunConnectionType } from "../schema/trainingRunConnectionType.js";
import { TrainingRunType } from "../schema/trainingRunType.js";

import type { RequestContext } from "./requestContext.js";
import { toConnection } from "./toConnection.js";
import { watchTraining } from "./watchTraining.js";

/** Training runs: translates GraphQL to `Training` and back. */
@Resolver(() => TrainingRunType)
export class TrainingResolver {
  @allowedFor("READER")
  @Query(() => TrainingRunType, {
    nullable: true,
    description: "A training run; null if the space has none of this id.",
  })
  trainingRun(
    @Args(() => IdArguments) { id }: IdArguments,
    @Ctx() context: RequestContext,
  ): Promise<TrainingRun | null> {
    return context.useCases.training.find(context.space, id);
  }

  @allowedFor("READER")
  @timesArgument("first")
  @Query(() => TrainingRunConnectionType, {
    nullable: true,
    description: "The training runs of the space, newest first.",
  })
  async trainingRuns(@Args(() => PageArguments) page: PageArguments, @Ctx() { useCases, space }: RequestContext) {
    return toConnection(await useCases.training.page(space, page), page.after);
  }

  @allowedFor("ADMIN")
  @Mutation(() => TrainingRunType, {
    nullable: true,
    description: "Queues a training run over the log as it is then. One of a space can be queued or running at a time.",
  })
  startTraining(
    @Args(() => StartTrainingArguments) { options }: StartTrainingArguments,
    @Ctx() { useCases, space }: RequestContext,
  ): Promise<TrainingRun> {
    return useCases.training.start(space, options ?? {});
  }

  @allowedFor("ADMIN")
  @Mutation(() => TrainingRunType, {
    nullable: true,
    description: "Cancels a training run; it ends within a second or so.",
  })
  cancelTraining(
    @Args(() => RunIdArguments) { runId }: RunIdArguments,
    @Ctx() { useCases, space }: RequestContext,
  ): Promise<TrainingRun> {
    return useCases.training.cancel(space, runId);
  }

  @allowedFor("READER")
  @Subscription(() => TrainingRunType, {
    description:
      "A training run as it is now, then after every change, until it has ended. Of whatever process runs it.",
    subscribe: ({ args, context }) =>
      watchTraining(context as RequestContext, (args as unknown as RunIdArguments).runId),
  })
  trainingProgress(@Args(() => RunIdArguments) _arguments: RunIdArguments, @Root() run: TrainingRun): TrainingRun {
    return run;
  }

  @FieldResolver(() => Boolean)
  isCancelRequested(@Root() { cancelRequestedAt }: TrainingRun): boolean {
    return cancelRequestedAt !== null;
  }
}
