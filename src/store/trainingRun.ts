import type { SpaceId } from "../domain/spaceId.js";

/** Where a run's worker is. */
type TrainingPhase = "SNAPSHOT" | "TRAINING" | "EVALUATING" | "REFITTING" | "PUBLISHING" | "DONE";

/** What a run makes: a sequential recommender, one with a language model that learns from it, or both. */
export type TrainingKind = "CF_SREC" | "LLM_SREC" | "FULL";

/** Where a run stands; the last three are final. */
type TrainingState = "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";

/** What the worker last reported. */
export interface TrainingProgress {
  readonly phase: TrainingPhase;
  readonly epoch: number | null;
  readonly epochs: number | null;
  readonly loss: number | null;
  /** NDCG@10 of the validation items among the full catalogue. */
  readonly metric: number | null;
  /** Of the whole run, 0 to 1. */
  readonly fraction: number;
  readonly secondsLeft: number | null;
}

/** One attempt to make a model version. */
export interface TrainingRun {
  readonly id: string;
  readonly spaceId: SpaceId;
  readonly kind: TrainingKind;
  readonly state: TrainingState;
  /** What the caller asked for; the job says what may be in it. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly progress: TrainingProgress | null;
  readonly error: string | null;
  readonly modelVersionId: string | null;
  readonly queueJobId: string | null;
  /** The worker that claimed it last. */
  readonly workerId: string | null;
  /** How often a worker claimed it. */
  readonly attempts: number;
  readonly cancelRequestedAt: Date | null;
  readonly heartbeatAt: Date | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

/** How a run ended. */
export interface TrainingEnd {
  readonly state: Exclude<TrainingState, "QUEUED" | "RUNNING">;
  readonly error?: string | undefined;
  readonly modelVersionId?: string | undefined;
}
