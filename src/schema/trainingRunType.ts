import { Field, ID, Int, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";
import { DateTimeScalar } from "./dateTimeScalar.js";
import { TrainingKindEnum } from "./trainingKindEnum.js";
import { TrainingProgressType } from "./trainingProgressType.js";
import { TrainingStateEnum } from "./trainingStateEnum.js";

/** A training run; `isCancelRequested` comes from a field resolver. */
@allowedFor("READER")
@ObjectType("TrainingRun", { description: "A training run, from the queue to the model version it makes." })
export class TrainingRunType {
  @Field(() => ID, { description: "Names it, for `trainingRun`, `cancelTraining` and `trainingProgress`." })
  id!: string;

  @Field(() => TrainingKindEnum, { description: "What it makes." })
  kind!: keyof typeof TrainingKindEnum;

  @Field(() => TrainingStateEnum, { description: "How far it is." })
  state!: keyof typeof TrainingStateEnum;

  @Field(() => TrainingProgressType, { nullable: true, description: "What it last reported; null before its first." })
  progress!: TrainingProgressType | null;

  @Field(() => String, {
    nullable: true,
    description: "Why it failed, faults of the installation in general words; null unless it did.",
  })
  error!: string | null;

  @Field(() => ID, { nullable: true, description: "The model version it made; null until it has succeeded." })
  modelVersionId!: string | null;

  @Field(() => Boolean, { description: "Whether somebody asked to cancel it." })
  isCancelRequested!: boolean;

  @Field(() => Int, { description: "How often a worker has begun it; more than 1 after a crash." })
  attempts!: number;

  @Field(() => DateTimeScalar, { description: "When it was asked for." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When a worker first began it." })
  startedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it reached its final state." })
  endedAt!: Date | null;
}
