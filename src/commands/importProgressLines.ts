import type { Clock } from "../domain/clock.js";
import type { ImportPhase, ImportProgress } from "../recommend/importProgress.js";
import type { ImportProgressDisplay } from "./importProgressDisplay.js";
import { importProgressText } from "./importProgressText.js";

/** Log files need no more; an import that is over before the first line says enough in its report. */
const LEAST_MS_BETWEEN_LINES = 5_000;

/** Plain lines, for standard error that is no terminal: `Importing interactions: 25,000 rows, 25 %, 2,500 a second, 0:30 left`. */
export class ImportProgressLines implements ImportProgressDisplay {
  private phase: ImportPhase | null = null;
  private phaseStartMs = 0;
  private writtenMs: number;

  constructor(
    private readonly stream: NodeJS.WritableStream,
    private readonly clock: Clock,
  ) {
    this.writtenMs = clock();
  }

  show(progress: ImportProgress): void {
    const nowMs = this.clock();
    if (progress.phase !== this.phase) [this.phase, this.phaseStartMs] = [progress.phase, nowMs];
    if (progress.rows === 0 || nowMs - this.writtenMs < LEAST_MS_BETWEEN_LINES) return;
    this.writtenMs = nowMs;
    const { label, rows, rate, left } = importProgressText(progress, (nowMs - this.phaseStartMs) / 1000);
    const parts = [`${rows} rows`, `${Math.floor(progress.share * 100)} %`, `${rate} a second`, left];
    this.stream.write(`${label}: ${parts.filter((part) => part !== "").join(", ")}\n`);
  }

  stop(): void {
    // Every line is whole already
  }
}
