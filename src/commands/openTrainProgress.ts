import type { Clock } from "../domain/clock.js";
import type { TrainProgress } from "./trainProgress.js";
import { TrainProgressBar } from "./trainProgressBar.js";
import { TrainProgressLines } from "./trainProgressLines.js";

/** How progress is shown: as a bar, or plain lines where the stream is no terminal; as JSON lines; not at all. */
export const PROGRESS_STYLES = ["bar", "json", "none"] as const;

/** One of `PROGRESS_STYLES`. */
export type ProgressStyle = (typeof PROGRESS_STYLES)[number];

/** @param stream Standard error: standard output is for the result. */
export function openTrainProgress(style: ProgressStyle, stream: NodeJS.WriteStream, clock: Clock): TrainProgress {
  if (style === "bar") return stream.isTTY ? new TrainProgressBar(stream) : new TrainProgressLines(stream, clock);
  return {
    show: (progress) => {
      if (style === "json") stream.write(`${JSON.stringify(progress)}\n`);
    },
    stop: () => undefined,
  };
}
