import type { Clock } from "../domain/clock.js";
import { ImportProgressBar } from "./importProgressBar.js";
import type { ImportProgressDisplay } from "./importProgressDisplay.js";
import { ImportProgressLines } from "./importProgressLines.js";

/** Bars on a terminal, a plain line now and then elsewhere. @param stream Standard error: standard output is for the result. */
export function openImportProgress(stream: NodeJS.WriteStream, clock: Clock): ImportProgressDisplay {
  return stream.isTTY ? new ImportProgressBar(stream, clock) : new ImportProgressLines(stream, clock);
}
