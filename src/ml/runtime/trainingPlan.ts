import { checkLength } from "./checkLength.js";
import type { InitialParameter, LearningRate, Loss, RowUpdates, TrainerOptions } from "./trainer.js";

const ADAM_BETA1 = 0.9;
const ADAM_BETA2 = 0.98; // as pmixer/SASRec.pytorch and LLM-SRec; Adam's own default is 0.999
const ADAM_EPSILON = 1e-8;

/** `TrainerOptions` with its defaults filled in and its values checked: what every kind of trainer works from. */
export interface TrainingPlan {
  readonly parameters: Readonly<Record<string, InitialParameter>>;
  readonly loss: Loss;
  readonly adam: {
    readonly learningRate: LearningRate;
    readonly beta1: number;
    readonly beta2: number;
    readonly epsilon: number;
  };
  readonly seed: number;
  readonly rowUpdates: RowUpdates | null;
}

/** @throws {RangeError} If a parameter's values do not fill its shape, or rows of an unknown one are to be updated. */
export function trainingPlan(options: TrainerOptions): TrainingPlan {
  for (const [name, { shape, data }] of Object.entries(options.parameters)) {
    checkLength(`parameter "${name}"`, data.length, shape);
  }
  const { learningRate, beta1 = ADAM_BETA1, beta2 = ADAM_BETA2, epsilon = ADAM_EPSILON } = options;
  const { parameters, loss, seed, rowUpdates = null } = options;
  if (rowUpdates !== null && !Object.hasOwn(parameters, rowUpdates.parameter))
    throw new RangeError(`Cannot update rows of "${rowUpdates.parameter}": there is no parameter of this name`);
  return { parameters, loss, seed, rowUpdates, adam: { learningRate, beta1, beta2, epsilon } };
}
