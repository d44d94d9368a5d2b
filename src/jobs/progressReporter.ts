import type { Clock } from "../domain/clock.js";
import type { Logger } from "../domain/logger.js";
import type { TrainingProgress } from "../store/trainingRun.js";

/** At most four reports a second reach the row, and with it every subscriber. */
const LEAST_INTERVAL_MS = 250;

/** What a reporter reports through. */
export interface ProgressReporterOptions {
  readonly write: (progress: TrainingProgress) => Promise<unknown>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Passes the newest progress on, at most four times a second; a change of phase and the last report always arrive. */
export class ProgressReporter {
  private newest: TrainingProgress | null = null;
  private phase: string | null = null;
  private fraction = 0;
  private lastAtMs = -Infinity;
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly options: ProgressReporterOptions) {}

  /** Takes a report; the fraction never falls. */
  report(progress: TrainingProgress): void {
    this.fraction = Math.min(1, Math.max(this.fraction, progress.fraction));
    this.newest = { ...progress, fraction: this.fraction };
    const isNewPhase = progress.phase !== this.phase;
    const waitMs = this.lastAtMs + LEAST_INTERVAL_MS - this.options.clock();
    if (isNewPhase || waitMs <= 0) this.send();
    else this.timer ??= setTimeout(() => { this.send(); }, waitMs); // prettier-ignore
  }

  /** Resolves once the newest report has arrived. */
  async flush(): Promise<void> {
    this.send();
    await this.writing;
  }

  private send(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const { newest } = this;
    if (newest === null) return;
    this.newest = null;
    this.phase = newest.phase;
    this.lastAtMs = this.options.clock();
    this.writing = this.writing.then(async () => {
      try {
        await this.options.write(newest);
      } catch (error) {
        this.options.log.warn({ error }, "progress could not be reported"); // the training goes on without an audience
      }
    });
  }
}
