import { Field, Float, Int, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";
import { TrainingPhaseEnum } from "./trainingPhaseEnum.js";

/** What a training run last reported. */
@allowedFor("READER")
@ObjectType("TrainingProgress", { description: "What a training run last reported of itself." })
export class TrainingProgressType {
  @Field(() => TrainingPhaseEnum, { description: "What it does now." })
  phase!: keyof typeof TrainingPhaseEnum;

  @Field(() => Int, { nullable: true, description: "The epoch, from 1; null outside of epochs." })
  epoch!: number | null;

  @Field(() => Int, { nullable: true, description: "The most epochs there can be." })
  epochs!: number | null;

  @Field(() => Float, { nullable: true, description: "Mean training loss of the last epoch." })
  loss!: number | null;

  @Field(() => Float, { nullable: true, description: "Full-catalogue NDCG@10 on the validation items, 0 to 1." })
  metric!: number | null;

  @Field(() => Float, { description: "How much of the whole run is done, 0 to 1." })
  fraction!: number;

  @Field(() => Float, { nullable: true, description: "Estimated time to the end of the run, in seconds." })
  secondsLeft!: number | null;
}
