import cliProgress from "cli-progress";

import type { Clock } from "../domain/clock.js";
import type { ImportPhase, ImportProgress } from "../recommend/importProgress.js";
import type { ImportProgressDisplay } from "./importProgressDisplay.js";
import { importProgressText } from "./importProgressText.js";

const LABEL_WIDTH = 22;

/** One bar for each phase of an import, on a terminal, with rows a second and the time left. */
export class ImportProgressBar implements ImportProgressDisplay {
  private phase: ImportPhase | null = null;
  private startMs = 0;
  private bar: cliProgress.SingleBar | null = null;

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly clock: Clock,
  ) {}

  show(progress: ImportProgress): void {
    if (progress.rows === 0) return; // most data sets have no file of users
    const bar = progress.phase === this.phase && this.bar ? this.bar : this.begin(progress);
    bar.update(progress.share, this.payload(progress));
  }

  stop(): void {
    this.bar?.stop();
    this.bar = null;
  }

  private begin(progress: ImportProgress): cliProgress.SingleBar {
    this.stop();
    this.phase = progress.phase;
    this.startMs = this.clock();
    this.bar = new cliProgress.SingleBar({
      format: "{label} [{bar}] {percentage}% | {rows} rows | {rate} a second {left}",
      stream: this.stream,
      barsize: 24,
      gracefulExit: false, // it would swallow the first Ctrl-C
    });
    this.bar.start(1, 0, this.payload({ ...progress, rows: 0, share: 0 }));
    return this.bar;
  }

  private payload(progress: ImportProgress): object {
    const { label, rows, rate, left } = importProgressText(progress, (this.clock() - this.startMs) / 1000);
    return { label: label.padEnd(LABEL_WIDTH), rows, rate, left: left === "" ? "" : `| ${left}` };
  }
}
