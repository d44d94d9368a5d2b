import { Field, InputType, Int } from "type-graphql";

import { inputLimits } from "./inputLimits.js";
import { LlmTrainingOptionsInput } from "./llmTrainingOptionsInput.js";
import { TrainingKindEnum } from "./trainingKindEnum.js";
import { TrainingModelEnum } from "./trainingModelEnum.js";
import { TrainingRecipeEnum } from "./trainingRecipeEnum.js";

const MAX_INT_32 = 2_147_483_647;
const WEEK_SECONDS = 604_800;

/** What can be chosen of a training run. */
@InputType({ description: "Choices of a training run; what is left out or null has its default." })
export class TrainingOptionsInput {
  @Field(() => TrainingKindEnum, { nullable: true, description: "What to make; default `CF_SREC`." })
  kind?: keyof typeof TrainingKindEnum | null;

  @Field(() => TrainingModelEnum, {
    nullable: true,
    description:
      "The family of models; with `FULL` that of the teacher, `SASREC` or `ESASREC`; default `SASREC`. Refused with `LLM_SREC`, which trains none.",
  })
  model?: "sasrec" | "esasrec" | "popular" | "markov" | null;

  @Field(() => TrainingRecipeEnum, { nullable: true, description: "The settings; default `DEFAULT`." })
  recipe?: "default" | "paper" | null;

  @inputLimits({ min: 0, max: MAX_INT_32 })
  @Field(() => Int, { nullable: true, description: "Seed of everything random, 0 to 2147483647; default 0." })
  seed?: number | null;

  @inputLimits({ min: 1, max: 10_000 })
  @Field(() => Int, {
    nullable: true,
    description:
      "At most this many epochs, 1 to 10,000; default: the recipe's. An epoch is a pass over the users; of a model with a language model and negatives `CATALOGUE`, as by the recipe `DEFAULT`, a stretch of steps through the language model. With `FULL` it bounds both models.",
  })
  epochs?: number | null;

  @inputLimits({ min: 1, max: WEEK_SECONDS })
  @Field(() => Int, {
    nullable: true,
    description:
      "Training begins nothing new after this time, 1 to 604800 s, but finishes what it has begun; default: no limit.",
  })
  budgetSeconds?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Serve the new model at once, if it orders the validation items better than popularity does; default false.",
  })
  promote?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: "Serve it even if it is worse; default false." })
  force?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Fit the served weights again on the whole log, held-out items too; default true for `CF_SREC`, else false, and refused if true. A model so fitted cannot be a teacher, which must not have seen the held-out items: for one that can, train it with `refit: false`, or let `FULL` train one.",
  })
  refit?: boolean | null;

  @Field(() => LlmTrainingOptionsInput, {
    nullable: true,
    description: "Choices of a training with a language model; refused with `CF_SREC`.",
  })
  llm?: LlmTrainingOptionsInput | null;
}
