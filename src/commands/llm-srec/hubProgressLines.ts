import type { Clock } from "../../domain/clock.js";
import type { HubProgress } from "../../ml/index.js";

const LEAST_MS_BETWEEN_LINES = 5_000;
const BYTES_PER_MB = 1e6;

/** Tells a download as plain lines, one now and then; one that is done at once, because all is there, is not worth a word. */
export function hubProgressLines(
  stream: Pick<NodeJS.WritableStream, "write">,
  clock: Clock,
): (progress: HubProgress) => void {
  let writtenMs: number | null = null;
  return ({ file, bytes, totalBytes }) => {
    writtenMs ??= clock();
    if (clock() - writtenMs < LEAST_MS_BETWEEN_LINES) return;
    writtenMs = clock();
    const megabytes = (count: number): string => (count / BYTES_PER_MB).toFixed(0);
    stream.write(`Downloading ${file}: ${megabytes(bytes)} of ${megabytes(totalBytes)} MB\n`);
  };
}
