import { ArgsType, Field } from "type-graphql";

import { TrainingOptionsInput } from "./trainingOptionsInput.js";

/** Arguments of `startTraining`. */
@ArgsType()
export class StartTrainingArguments {
  @Field(() => TrainingOptionsInput, { nullable: true, description: "Choices; default: all defaults." })
  options?: TrainingOptionsInput | null;
}
