import type { NetworkKind } from "../../src/ml/artifact/modelKind.js";
import type { TrainingLoss } from "../../src/ml/train/trainingOptions.js";

/** A training step to be timed: full histories, so that no padding flatters anybody. */
export interface StepTask {
  readonly kind: NetworkKind;
  readonly itemCount: number;
  readonly width: number;
  readonly blocks: number;
  readonly heads: number;
  readonly maxLength: number;
  readonly batchSize: number;
  readonly dropoutRate: number;
  readonly loss: TrainingLoss;
  /** Of `sampled-softmax`. */
  readonly negatives: number;
  readonly rowUpdates: boolean;
  readonly threads: number;
}

/** What a process says of some steps. */
export interface StepTimes {
  /** Mean of a step. */
  readonly milliseconds: number;
  /** Of the last. */
  readonly loss: number;
}

/** Highest resident memory of a process so far. */
export interface PeakMemory {
  readonly peakMemoryMb: number;
}
