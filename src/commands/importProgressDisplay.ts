import type { ImportProgress } from "../recommend/importProgress.js";

/** Shows how far an import is. */
export interface ImportProgressDisplay {
  show(progress: ImportProgress): void;
  /** Ends the display; the next output starts on a line of its own. */
  stop(): void;
}
