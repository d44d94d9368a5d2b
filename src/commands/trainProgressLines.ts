import type { Clock } from "../domain/clock.js";
import type { TrainingProgress } from "../ml/index.js";
import type { TrainProgress } from "./trainProgress.js";
import { trainProgressText } from "./trainProgressText.js";

/** Log files need no more, unless there is news. */
const LEAST_MS_BETWEEN_LINES = 10_000;

/** Plain lines, for standard error that is no terminal: a new phase, a new validation, and else one now and then. */
export class TrainProgressLines implements TrainProgress {
  private news = "";
  private writtenMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly stream: NodeJS.WritableStream,
    private readonly clock: Clock,
  ) {}

  show(progress: TrainingProgress): void {
    const news = `${progress.phase} ${progress.metric}`;
    const now = this.clock();
    if (news === this.news && now - this.writtenMs < LEAST_MS_BETWEEN_LINES) return;
    [this.news, this.writtenMs] = [news, now];
    this.stream.write(`${trainProgressText(progress)}\n`);
  }

  stop(): void {
    // Every line is whole already
  }
}
