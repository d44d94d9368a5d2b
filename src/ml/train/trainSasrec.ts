/**
 * @file Training SASRec or eSASRec on the training items, the epoch chosen by the validation items.
 *
 * Source: LLM-SRec (Kim et al., KDD '25) for the recipe `paper`; see `recipeOptions`.
 * Departs from it: epochs are permutations of the users, and training stops when validation no longer improves.
 */
import type { Clock } from "../../domain/clock.js";
import type { NetworkKind } from "../artifact/modelKind.js";
import type { Split } from "../data/splitLeaveLastOut.js";
import type { Evaluation } from "../evaluate/evaluation.js";
import type { SasrecConfig } from "../models/sasrecConfig.js";
import type { InitialParameter, TrainingBackend } from "../runtime/trainer.js";
import type { PhaseProgress } from "./progressReporter.js";
import { SasrecSteps } from "./sasrecSteps.js";
import { SasrecValidator } from "./sasrecValidator.js";
import type { TrainingOptions } from "./trainingOptions.js";
import { ValidationChoice } from "./validationChoice.js";

const MS_PER_SECOND = 1_000;

/** What to train on, how, and where. */
export interface SasrecTraining {
  readonly kind: NetworkKind;
  readonly split: Split;
  readonly options: TrainingOptions;
  /** The same seed, options and data give the same bytes on the same machine, backend and number of threads. */
  readonly seed: number;
  readonly backend: TrainingBackend;
  /** Threads of ONNX Runtime, 1 or more. */
  readonly threads: number;
  /** Training, validations included, ends after this many seconds; without a bound if left out. */
  readonly budgetSeconds?: number | undefined;
  readonly clock: Clock;
  readonly onProgress?: ((progress: PhaseProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A trained SASRec: the parameters of the epoch that did best on the validation items. */
export interface TrainedSasrec {
  readonly config: SasrecConfig;
  readonly parameters: Readonly<Record<string, InitialParameter>>;
  readonly bestEpoch: number;
  /** Steps taken by then. */
  readonly bestStep: number;
  /** At that epoch. */
  readonly valid: Evaluation;
  /** Training steps alone, validation left out. */
  readonly secondsPerEpoch: number;
  /** All looks at the validation items, in order. */
  readonly validations: readonly Validation[];
}

/** One look at the validation items. */
interface Validation {
  readonly epoch: number;
  readonly step: number;
  /** Mean since the look before. */
  readonly loss: number;
  readonly valid: Evaluation;
}

/**
 * Trains until validation stops improving, the epochs or the budget are spent.
 *
 * @throws {DomainError} `NOTHING_TO_TRAIN`, `TRAINING_FAILED` if the loss is not finite, `CANCELLED` within a step of
 *   the signal, `BACKEND_UNAVAILABLE`.
 */
export async function trainSasrec(training: SasrecTraining): Promise<TrainedSasrec> {
  const { split, clock } = training;
  const startMs = clock();
  const steps = await SasrecSteps.open({ ...training, sequences: split.train, itemCount: split.itemIds.length });
  const validator = new SasrecValidator(steps.config, training);
  try {
    return await fit(training, { steps, validator, startMs });
  } finally {
    await steps.close();
    await validator.close();
  }
}

/** What a fit runs on. */
interface FitParts {
  readonly steps: SasrecSteps;
  readonly validator: SasrecValidator;
  readonly startMs: number;
}

async function fit(training: SasrecTraining, parts: FitParts): Promise<TrainedSasrec> {
  const { steps, validator, startMs } = parts;
  const { options, clock, budgetSeconds = Number.POSITIVE_INFINITY, onProgress } = training;
  const choice = new ValidationChoice(options);
  const validations: Validation[] = [];
  let [stepMs, stepsTaken, validationMs] = [0, 0, 0];
  let recent = { loss: 0, steps: 0 };
  for await (const { epoch, step, loss, milliseconds, endsEpoch } of steps.run()) {
    [stepMs, stepsTaken] = [stepMs + milliseconds, step];
    recent = { loss: recent.loss + loss, steps: recent.steps + 1 };
    const usedMs = clock() - startMs + validationMs; // one more validation has to fit in
    const isLast = usedMs >= budgetSeconds * MS_PER_SECOND || (endsEpoch && epoch >= options.epochs);
    const lastStep = Math.min(choice.lastStep, options.epochs * steps.perEpoch);
    const fraction = Math.max(step / lastStep, usedMs / (budgetSeconds * MS_PER_SECOND));
    const progress = { epoch, epochs: options.epochs, loss: recent.loss / recent.steps, fraction };
    onProgress?.(progress);
    if (!isLast && !(endsEpoch && epoch % options.epochsPerValidation === 0)) continue;

    const beforeMs = clock();
    const parameters = steps.parameters();
    const valid = await validator.evaluate(parameters);
    validationMs = clock() - beforeMs;
    validations.push({ epoch, step, loss: progress.loss, valid });
    recent = { loss: 0, steps: 0 };
    onProgress?.({ ...progress, metric: valid.full["NDCG@10"], important: true });
    if (!choice.offer({ epoch, step, parameters, valid }) || isLast) break;
  }
  const secondsPerEpoch = (stepMs / MS_PER_SECOND / stepsTaken) * steps.perEpoch;
  const { epoch: bestEpoch, step: bestStep, parameters, valid } = choice.best;
  return { config: steps.config, parameters, bestEpoch, bestStep, valid, secondsPerEpoch, validations };
}
