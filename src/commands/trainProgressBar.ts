import cliProgress from "cli-progress";

import type { TrainingProgress } from "../ml/index.js";
import type { TrainProgress } from "./trainProgress.js";
import { trainProgressText } from "./trainProgressText.js";

/** The bar moves in thousandths. */
const TOTAL = 1_000;

/** One bar for the whole training, on a terminal. */
export class TrainProgressBar implements TrainProgress {
  private readonly bar: cliProgress.SingleBar;
  private isStarted = false;

  constructor(stream: NodeJS.WriteStream) {
    this.bar = new cliProgress.SingleBar({
      format: "[{bar}] {percentage}% {text}",
      stream,
      barsize: 24,
      clearOnComplete: true,
      hideCursor: true,
      gracefulExit: false, // it would swallow the first Ctrl-C
    });
  }

  show(progress: TrainingProgress): void {
    const text = trainProgressText(progress);
    if (!this.isStarted) this.bar.start(TOTAL, 0, { text });
    this.isStarted = true;
    this.bar.update(Math.round(progress.fraction * TOTAL), { text });
  }

  stop(): void {
    if (this.isStarted) this.bar.stop();
    this.isStarted = false;
  }
}
