import { DomainError } from "../domain/domainError.js";

/** The models that a training run can make. */
const TRAINED_MODELS = ["sasrec", "esasrec", "popular", "markov"] as const;

/** The ways to train them. */
const RECIPES = ["paper", "default"] as const;

/** What a client may choose of a training run; an absent or null part has its default. */
export interface TrainingOptionsInput {
  /** Default `CF_SREC`, the only one. */
  readonly kind?: string | null | undefined;
  /** One of `TRAINED_MODELS`; default `sasrec`. */
  readonly model?: string | null | undefined;
  /** One of `RECIPES`; default `default`. */
  readonly recipe?: string | null | undefined;
  /** 0 to 2^31 - 1; default 0. */
  readonly seed?: number | null | undefined;
  /** 1 to 10,000; the recipe's own number where absent. */
  readonly epochs?: number | null | undefined;
  /** Training stops after this time, 1 to 604,800 (a week); no limit where absent. */
  readonly budgetSeconds?: number | null | undefined;
  /** Serve the new model if it passes the gate; default false. */
  readonly promote?: boolean | null | undefined;
  /** Let it pass the gate whatever its metrics are; default false. */
  readonly force?: boolean | null | undefined;
  /** Train the served weights on the whole log once the metrics are known; default true. */
  readonly refit?: boolean | null | undefined;
}

/** What a training run was asked for, as its row keeps it. */
export interface TrainingOptions {
  readonly kind: "CF_SREC";
  readonly model: (typeof TRAINED_MODELS)[number];
  readonly recipe: (typeof RECIPES)[number];
  readonly seed: number;
  readonly epochs: number | null;
  readonly budgetSeconds: number | null;
  readonly promote: boolean;
  readonly force: boolean;
  readonly refit: boolean;
}

const MAX_SEED = 2 ** 31 - 1;
const MAX_EPOCHS = 10_000;
const MAX_BUDGET_SECONDS = 7 * 24 * 3600;

/** Fills in the defaults. @throws {DomainError} `BAD_INPUT` naming the option that is wrong. */
export function trainingOptions(input: TrainingOptionsInput): TrainingOptions {
  return {
    kind: oneOf("kind", ["CF_SREC"], input.kind ?? "CF_SREC"),
    model: oneOf("model", TRAINED_MODELS, input.model ?? "sasrec"),
    recipe: oneOf("recipe", RECIPES, input.recipe ?? "default"),
    seed: wholeNumber("seed", input.seed ?? 0, 0, MAX_SEED),
    epochs: input.epochs == null ? null : wholeNumber("epochs", input.epochs, 1, MAX_EPOCHS),
    budgetSeconds:
      input.budgetSeconds == null ? null : wholeNumber("budget seconds", input.budgetSeconds, 1, MAX_BUDGET_SECONDS),
    promote: input.promote ?? false,
    force: input.force ?? false,
    refit: input.refit ?? true,
  };
}

function oneOf<T extends string>(what: string, allowed: readonly T[], given: string): T {
  const found = allowed.find((value) => value === given);
  if (found !== undefined) return found;
  throw new DomainError(
    "BAD_INPUT",
    `Cannot train with ${what} ${JSON.stringify(given)}: ${allowed.join(", ")} is wanted`,
  );
}

function wholeNumber(what: string, given: number, minimum: number, maximum: number): number {
  if (Number.isInteger(given) && given >= minimum && given <= maximum) return given;
  throw new DomainError("BAD_INPUT", `Cannot train with ${what} ${given}: ${minimum} to ${maximum} is wanted`);
}
