import type { ColumnMapping } from "./columnMapping.js";

/** What every reader is told. */
export interface ReaderOptions {
  /** Which columns hold what; only the formats `csv` and `recbole` ask for it. */
  readonly columns: ColumnMapping;
  /** Times after it are refused as in the future, in milliseconds since 1970. */
  readonly latestMs: number;
}
