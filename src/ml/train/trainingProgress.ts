/** What a training is doing. */
export type TrainingPhase = "SNAPSHOT" | "TRAINING" | "EVALUATING" | "REFITTING" | "PUBLISHING";

/** How far a training is; a job stores it, the command line draws it. */
export interface TrainingProgress {
  readonly phase: TrainingPhase;
  /** From 1; null where the phase has no epochs. */
  readonly epoch: number | null;
  /** The most there may be; early stopping can end training before. */
  readonly epochs: number | null;
  /** Mean loss of the epoch so far. */
  readonly loss: number | null;
  /** NDCG@10 of the latest validation, over the full catalogue. */
  readonly metric: number | null;
  /** Of the whole training, 0 to 1; an estimate that never falls. */
  readonly fraction: number;
  /** Until the end; an estimate, null while there is nothing to base it on. */
  readonly secondsLeft: number | null;
}
