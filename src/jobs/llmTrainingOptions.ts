import { DomainError } from "../domain/domainError.js";
import { LANGUAGE_MODEL_LIMITS } from "../domain/languageModelLimits.js";
import { checkedLlmSrecOptions, type Recipe } from "../ml/index.js";
import { chosenOption } from "./chosenOption.js";
import { numberInRange } from "./numberInRange.js";

const SHOWN_LENGTH = 100;
const LAYERS = { minimum: 1, maximum: LANGUAGE_MODEL_LIMITS.layers };
const WEIGHT = { minimum: 0, maximum: LANGUAGE_MODEL_LIMITS.weight, isWhole: false };

/** What a client may choose of a training with a language model; an absent or null part has its default. */
export interface LlmTrainingOptionsInput {
  /** A path on the server, a name of the hub, or `catalogue`; default: the server's setting `LLM_MODEL`. */
  readonly languageModel?: string | null | undefined;
  /** First layers that are used, 1 to 1,000; the recipe's own number where absent. */
  readonly layers?: number | null | undefined;
  /** `paper` or `compact`. */
  readonly prompt?: string | null | undefined;
  /** Whom to learn from; default: the newest that there is. Not with `FULL`, which trains one. */
  readonly teacherModelVersionId?: string | null | undefined;
  /** `mse` or `infoNce`. */
  readonly distillation?: string | null | undefined;
  /** `random`, `inBatch` or `catalogue`. */
  readonly negatives?: string | null | undefined;
  /** `last` or `all`. */
  readonly positions?: string | null | undefined;
  /** Each 0 to 1,000. */
  readonly retrievalWeight?: number | null | undefined;
  readonly distillationWeight?: number | null | undefined;
  readonly uniformityWeight?: number | null | undefined;
}

/** The same, checked; null: what the recipe, or the server, has. */
export interface LlmTrainingOptions {
  readonly languageModel: string | null;
  readonly layers: number | null;
  readonly prompt: "paper" | "compact" | null;
  readonly teacherModelVersionId: string | null;
  readonly distillation: "mse" | "infoNce" | null;
  readonly negatives: "random" | "inBatch" | "catalogue" | null;
  readonly positions: "last" | "all" | null;
  readonly retrievalWeight: number | null;
  readonly distillationWeight: number | null;
  readonly uniformityWeight: number | null;
}

/**
 * Checks the choices, each and all together.
 *
 * @param recipe Has what was not chosen.
 * @throws {DomainError} `BAD_INPUT` naming the one that is wrong.
 */
export function llmTrainingOptions(input: LlmTrainingOptionsInput, recipe: Recipe): LlmTrainingOptions {
  const weight = (name: string, given: number | null | undefined): number | null =>
    given == null ? null : numberInRange(name, given, WEIGHT);
  const options: LlmTrainingOptions = {
    languageModel: input.languageModel == null ? null : checkedName(input.languageModel),
    layers: input.layers == null ? null : numberInRange("layers", input.layers, LAYERS),
    prompt: input.prompt == null ? null : chosenOption("prompt", ["paper", "compact"], input.prompt),
    teacherModelVersionId: input.teacherModelVersionId ?? null,
    distillation:
      input.distillation == null ? null : chosenOption("distillation", ["mse", "infoNce"], input.distillation),
    negatives:
      input.negatives == null ? null : chosenOption("negatives", ["random", "inBatch", "catalogue"], input.negatives),
    positions: input.positions == null ? null : chosenOption("positions", ["last", "all"], input.positions),
    retrievalWeight: weight("retrieval weight", input.retrievalWeight),
    distillationWeight: weight("distillation weight", input.distillationWeight),
    uniformityWeight: weight("uniformity weight", input.uniformityWeight),
  };
  refuseTogether(options, recipe);
  return options;
}

/** What each alone may be and all together not; a teacher may have been trained by the time that the training finds it out. */
function refuseTogether(options: LlmTrainingOptions, recipe: Recipe): void {
  const { layers, prompt, distillation, negatives, positions } = options;
  const { retrievalWeight, distillationWeight, uniformityWeight } = options;
  const overrides = { distillation, negatives, positions, retrievalWeight, distillationWeight, uniformityWeight };
  checkedLlmSrecOptions(recipe, {
    ...{ layers: layers ?? undefined, prompt: prompt ?? undefined },
    overrides: Object.fromEntries(Object.entries(overrides).filter(([, choice]) => choice !== null)),
  });
}

/** A name is part of a command line, and must not look like one of its options. */
function checkedName(name: string): string {
  const isFit =
    name !== "" && name.length <= LANGUAGE_MODEL_LIMITS.nameLength && !name.startsWith("-") && !name.includes("\0");
  if (isFit) return name;
  throw new DomainError(
    "BAD_INPUT",
    `Cannot train with language model ${JSON.stringify(name.slice(0, SHOWN_LENGTH))}: a path, a name of the hub or "catalogue" is wanted`,
  );
}
