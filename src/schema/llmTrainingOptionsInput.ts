import { Field, ID, InputType, Int } from "type-graphql";

import { LANGUAGE_MODEL_LIMITS } from "../domain/languageModelLimits.js";
import { FiniteFloatScalar } from "./finiteFloatScalar.js";
import { inputLimits } from "./inputLimits.js";
import { LlmDistillationEnum } from "./llmDistillationEnum.js";
import { LlmNegativesEnum } from "./llmNegativesEnum.js";
import { LlmPositionsEnum } from "./llmPositionsEnum.js";
import { LlmPromptEnum } from "./llmPromptEnum.js";

/** What can be chosen of a training with a language model. */
@InputType({
  description:
    "Choices of a training with a language model (`LLM_SREC`, `FULL`); what is left out or null has its default.",
})
export class LlmTrainingOptionsInput {
  @inputLimits({ maxLength: LANGUAGE_MODEL_LIMITS.nameLength })
  @Field(() => String, {
    nullable: true,
    description:
      'The language model: a folder or a .gguf file of the server, `owner/name` of the hub, or "catalogue" for a small one that the training makes of the titles; default: the server\'s `LLM_MODEL`, or "catalogue".',
  })
  languageModel?: string | null;

  @inputLimits({ min: 1, max: LANGUAGE_MODEL_LIMITS.layers })
  @Field(() => Int, {
    nullable: true,
    description: "How many of its first layers are used, 1 to 1,000; default: the recipe's.",
  })
  layers?: number | null;

  @Field(() => LlmPromptEnum, { nullable: true, description: "What it reads of a history; default: the recipe's." })
  prompt?: "paper" | "compact" | null;

  @inputLimits({ maxLength: 64 })
  @Field(() => ID, {
    nullable: true,
    description:
      "The model version that it learns from: a `SASREC` or `ESASREC` that was trained with `refit: false`. With `LLM_SREC` only, since `FULL` trains one; default: the newest such version of the space.",
  })
  teacherModelVersionId?: string | null;

  @Field(() => LlmDistillationEnum, {
    nullable: true,
    description: "How it learns from the teacher; default: the recipe's.",
  })
  distillation?: "mse" | "infoNce" | null;

  @Field(() => LlmNegativesEnum, {
    nullable: true,
    description: "What the next item is told from; default: the recipe's.",
  })
  negatives?: "random" | "inBatch" | "catalogue" | null;

  @inputLimits({ min: 0, max: LANGUAGE_MODEL_LIMITS.weight })
  @Field(() => FiniteFloatScalar, {
    nullable: true,
    description: "Weight of finding the next item, 0 to 1,000; default: the recipe's.",
  })
  retrievalWeight?: number | null;

  @inputLimits({ min: 0, max: LANGUAGE_MODEL_LIMITS.weight })
  @Field(() => FiniteFloatScalar, {
    nullable: true,
    description: "Weight of learning from the teacher, 0 to 1,000; default: the recipe's.",
  })
  distillationWeight?: number | null;

  @inputLimits({ min: 0, max: LANGUAGE_MODEL_LIMITS.weight })
  @Field(() => FiniteFloatScalar, {
    nullable: true,
    description:
      "Weight of keeping users' vectors apart, 0 to 1,000; default: the recipe's. One of the three weights must be above 0.",
  })
  uniformityWeight?: number | null;

  @Field(() => LlmPositionsEnum, {
    nullable: true,
    description:
      "Which items of a history are to be found; default: the recipe's. `ALL` goes with negatives from the `CATALOGUE` alone.",
  })
  positions?: "last" | "all" | null;
}
