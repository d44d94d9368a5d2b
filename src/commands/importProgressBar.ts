import cliProgress from "cli-progress";

import type { Clock } from "../domain/clock.js";
import type { ImportPhase, ImportProgress } from "../recommend/importProgress.js";

const LABELS: Readonly<Record<ImportPhase, string>> = {
  SURVEY: "Checking interactions",
  ITEMS: "Importing items",
  USERS: "Importing users",
  INTERACTIONS: "Importing interactions",
};

/** Earlier estimates of the time left jump about. */
const LEAST_SECONDS_FOR_ESTIMATE = 1;

/** Shows how far an import has come: one bar for each phase, with rows a second and the time left. Silent where the stream is no terminal. */
export class ImportProgressBar {
  private phase: ImportPhase | null = null;
  private startMs = 0;
  private bar: cliProgress.SingleBar | null = null;

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly clock: Clock,
  ) {}

  show({ phase, rows, share }: ImportProgress): void {
    if (rows === 0) return; // most data sets have no file of users
    const bar = phase === this.phase && this.bar ? this.bar : this.begin(phase);
    const seconds = (this.clock() - this.startMs) / 1000;
    const rate = seconds > 0 ? Math.round(rows / seconds).toLocaleString("en") : "-";
    bar.update(share, { rows: rows.toLocaleString("en"), rate, left: timeLeft(seconds, share) });
  }

  /** Ends the last bar; the next output starts on a line of its own. */
  stop(): void {
    this.bar?.stop();
    this.bar = null;
  }

  private begin(phase: ImportPhase): cliProgress.SingleBar {
    this.stop();
    this.phase = phase;
    this.startMs = this.clock();
    this.bar = new cliProgress.SingleBar({
      format: "{label} [{bar}] {percentage}% | {rows} rows | {rate} a second {left}",
      stream: this.stream,
      barsize: 24,
      gracefulExit: false, // it would swallow the first Ctrl-C
    });
    this.bar.start(1, 0, { label: LABELS[phase].padEnd(22), rows: "0", rate: "-", left: "" });
    return this.bar;
  }
}

/** `| 1:05 left`, once there is something to estimate it from. */
function timeLeft(seconds: number, share: number): string {
  if (seconds < LEAST_SECONDS_FOR_ESTIMATE || share <= 0 || share >= 1) return "";
  const left = Math.ceil((seconds * (1 - share)) / share);
  return `| ${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} left`;
}
