import type { Clock } from "../../domain/clock.js";
import type { TrainingPhase, TrainingProgress } from "./trainingProgress.js";

/** Steps are more frequent than anybody wants to hear of them. */
const LEAST_MS_BETWEEN_REPORTS = 200;

/** What is told of a phase; the reporter adds the rest. */
export interface PhaseProgress {
  readonly epoch?: number | null;
  readonly epochs?: number | null;
  readonly loss?: number | null;
  readonly metric?: number | null;
  /** Of the phase, 0 to 1. */
  readonly fraction: number;
  /** Whether to report even if the last report was a moment ago. */
  readonly important?: boolean;
}

/** The part of a whole training that each phase is; they follow each other in this order. */
export type PhaseShares = Readonly<Partial<Record<TrainingPhase, number>>>;

/** Turns the progress of phases into that of a whole training, and thins it out. */
export class ProgressReporter {
  private reportedMs = Number.NEGATIVE_INFINITY;
  private readonly startMs: number;
  private fraction = 0;
  private latest: Pick<TrainingProgress, "epoch" | "epochs" | "loss" | "metric"> = {
    epoch: null,
    epochs: null,
    loss: null,
    metric: null,
  };

  /** @param shares Their sum is 1. */
  constructor(
    private readonly clock: Clock,
    private readonly shares: PhaseShares,
    private readonly onProgress: (progress: TrainingProgress) => void,
  ) {
    this.startMs = clock();
  }

  /** Takes note of progress within a phase; what is left out keeps its latest value. */
  report(phase: TrainingPhase, progress: PhaseProgress): void {
    const { epoch = this.latest.epoch, epochs = this.latest.epochs } = progress;
    const { loss = this.latest.loss, metric = this.latest.metric } = progress;
    this.latest = { epoch, epochs, loss, metric };
    const now = this.clock();
    if (progress.important !== true && now - this.reportedMs < LEAST_MS_BETWEEN_REPORTS) return;
    this.reportedMs = now;
    const whole = this.before(phase) + (this.shares[phase] ?? 0) * Math.min(1, progress.fraction);
    this.fraction = Math.min(1, Math.max(this.fraction, whole));
    this.onProgress({ phase, ...this.latest, fraction: this.fraction, secondsLeft: this.secondsLeft(now) });
  }

  private before(phase: TrainingPhase): number {
    let sum = 0;
    for (const [name, share] of Object.entries(this.shares)) {
      if (name === phase) break;
      sum += share;
    }
    return sum;
  }

  private secondsLeft(now: number): number | null {
    if (this.fraction === 0) return null;
    const seconds = (now - this.startMs) / 1_000;
    return Math.round((seconds / this.fraction) * (1 - this.fraction));
  }
}
