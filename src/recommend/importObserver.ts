import type { SourceInteraction } from "../formats/sourceInteraction.js";
import type { ImportProgress } from "./importProgress.js";

/** A row that could not be read. */
export interface ImportFault {
  readonly file: string;
  /** Number of the row's first line, from 1. */
  readonly line: number;
  readonly reason: string;
}

/** Whoever watches an import; called in the order of the files. */
export interface ImportObserver {
  onProgress(progress: ImportProgress): void;
  /** Called once for every faulty row. */
  onFault(fault: ImportFault): void;
  /** An event that was kept out of the store. */
  onHeldOut(event: SourceInteraction): void;
}
