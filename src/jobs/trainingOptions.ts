import { DomainError } from "../domain/domainError.js";
import type { TrainingKind } from "../store/trainingRun.js";
import { chosenOption } from "./chosenOption.js";
import { llmTrainingOptions, type LlmTrainingOptions, type LlmTrainingOptionsInput } from "./llmTrainingOptions.js";
import { numberInRange } from "./numberInRange.js";

const KINDS = ["CF_SREC", "LLM_SREC", "FULL"] as const satisfies readonly TrainingKind[];

/** The models that a training run can make of the log alone. */
const TRAINED_MODELS = ["sasrec", "esasrec", "popular", "markov"] as const;

/** Those of them that another model can learn from. */
const TEACHERS = ["sasrec", "esasrec"] as const;

/** The ways to train them. */
const RECIPES = ["paper", "default"] as const;

/** What a client may choose of a training run; an absent or null part has its default. */
export interface TrainingOptionsInput {
  /**
   * `CF_SREC`, the default: a model of the log alone; `LLM_SREC`: one that reads histories with a language model, and
   * learns from a model of the space; `FULL`: both.
   */
  readonly kind?: string | null | undefined;
  /** One of `TRAINED_MODELS`, or of `TEACHERS` with `FULL`; default `sasrec`. Not with `LLM_SREC`, which trains none of them. */
  readonly model?: string | null | undefined;
  /** One of `RECIPES`; default `default`. */
  readonly recipe?: string | null | undefined;
  /** 0 to 2^31 - 1; default 0. */
  readonly seed?: number | null | undefined;
  /** 1 to 10,000; the recipe's own number where absent. */
  readonly epochs?: number | null | undefined;
  /** Training begins nothing new after this time, 1 to 604,800 (a week); no limit where absent. */
  readonly budgetSeconds?: number | null | undefined;
  /** Serve the new model if it passes the gate; default false. */
  readonly promote?: boolean | null | undefined;
  /** Let it pass the gate whatever its metrics are; default false. */
  readonly force?: boolean | null | undefined;
  /** Train the model to be served on the whole log, after the test; default true for `CF_SREC`, the only kind that does. */
  readonly refit?: boolean | null | undefined;
  /** Not with `CF_SREC`. */
  readonly llm?: LlmTrainingOptionsInput | null | undefined;
}

/** What a training run was asked for, as its row keeps it. */
export interface TrainingOptions {
  readonly kind: TrainingKind;
  /** Null for `LLM_SREC`, and for no other kind. */
  readonly model: (typeof TRAINED_MODELS)[number] | null;
  readonly recipe: (typeof RECIPES)[number];
  readonly seed: number;
  readonly epochs: number | null;
  readonly budgetSeconds: number | null;
  readonly promote: boolean;
  readonly force: boolean;
  readonly refit: boolean;
  /** Null for `CF_SREC`, and for no other kind. */
  readonly llm: LlmTrainingOptions | null;
}

const SEED = { minimum: 0, maximum: 2 ** 31 - 1 };
const EPOCHS = { minimum: 1, maximum: 10_000 };
const BUDGET_SECONDS = { minimum: 1, maximum: 7 * 24 * 3600 };

/** Fills in the defaults. @throws {DomainError} `BAD_INPUT` naming the option that is wrong. */
export function trainingOptions(input: TrainingOptionsInput): TrainingOptions {
  const kind = chosenOption("kind", KINDS, input.kind ?? "CF_SREC");
  const recipe = chosenOption("recipe", RECIPES, input.recipe ?? "default");
  return {
    kind,
    model: modelOf(kind, input.model),
    recipe,
    seed: numberInRange("seed", input.seed ?? 0, SEED),
    epochs: input.epochs == null ? null : numberInRange("epochs", input.epochs, EPOCHS),
    budgetSeconds:
      input.budgetSeconds == null ? null : numberInRange("budget seconds", input.budgetSeconds, BUDGET_SECONDS),
    promote: input.promote ?? false,
    force: input.force ?? false,
    refit: refitOf(kind, input.refit),
    llm: llmOf(kind, recipe, input.llm),
  };
}

function modelOf(kind: TrainingKind, given: string | null | undefined): TrainingOptions["model"] {
  if (kind !== "LLM_SREC")
    return chosenOption("model", kind === "CF_SREC" ? TRAINED_MODELS : TEACHERS, given ?? "sasrec");
  if (given == null) return null;
  throw new DomainError(
    "BAD_INPUT",
    "Cannot train with kind LLM_SREC and a model, because it learns from one that is there: no model, or kind FULL, is wanted",
  );
}

/** What is served together is weighed by items that neither model was trained on: there is no such item after a refit. */
function refitOf(kind: TrainingKind, given: boolean | null | undefined): boolean {
  if (kind === "CF_SREC") return given ?? true;
  if (given !== true) return false;
  throw new DomainError("BAD_INPUT", `Cannot train with kind ${kind} and refit true: refit false, or none, is wanted`);
}

function llmOf(
  kind: TrainingKind,
  recipe: TrainingOptions["recipe"],
  given: LlmTrainingOptionsInput | null | undefined,
): LlmTrainingOptions | null {
  if (kind !== "CF_SREC") {
    const llm = llmTrainingOptions(given ?? {}, recipe);
    if (kind === "LLM_SREC" || llm.teacherModelVersionId === null) return llm;
    throw new DomainError(
      "BAD_INPUT",
      "Cannot train with kind FULL and a teacher, because it trains one: kind LLM_SREC, or no teacher, is wanted",
    );
  }
  if (given == null) return null;
  throw new DomainError(
    "BAD_INPUT",
    "Cannot train with kind CF_SREC and options of a language model: kind LLM_SREC or FULL is wanted",
  );
}
