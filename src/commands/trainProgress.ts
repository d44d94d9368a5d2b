import type { TrainingProgress } from "../ml/index.js";

/** Shows how far a training is. */
export interface TrainProgress {
  show(progress: TrainingProgress): void;
  /** Ends the display; the next output starts on a line of its own. */
  stop(): void;
}
