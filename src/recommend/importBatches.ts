import type { DataFile } from "../formats/dataFile.js";
import type { SourceRow } from "../formats/sourceRow.js";
import { throwIfInterrupted } from "./importInterruption.js";
import type { ImportObserver } from "./importObserver.js";
import type { ImportPhase } from "./importProgress.js";

/** Large enough that a round trip to the database does not show, small enough for a smooth progress bar and flat memory. */
const BATCH_ROWS = 5_000;

/** What the batches of one phase are made of. */
export interface ImportPart<T> {
  readonly phase: ImportPhase;
  readonly files: readonly DataFile[];
  readonly rows: AsyncIterable<SourceRow<T>>;
  /** How many rows there are, where an earlier reading counted them. */
  readonly rowsTotal?: number;
  readonly observer: Pick<ImportObserver, "onProgress" | "onFault">;
  /** Ends the phase before its next batch. */
  readonly signal: AbortSignal | undefined;
}

/** Some rows that were understood, and how many others there were among them. */
export interface ImportBatch<T> {
  readonly values: readonly T[];
  readonly faulty: number;
}

/** Gathers rows into batches; reports faulty ones, and progress after each batch. @throws {DomainError} `CANCELLED` once the signal says so. */
export async function* importBatches<T>({
  phase,
  files,
  rows,
  rowsTotal,
  observer,
  signal,
}: ImportPart<T>): AsyncGenerator<ImportBatch<T>> {
  const bytesTotal = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let values: T[] = [];
  let faulty = 0;
  let rowsRead = 0;
  for await (const row of rows) {
    rowsRead += 1;
    if (row.ok) values.push(row.value);
    else {
      faulty += 1;
      observer.onFault({ file: row.file, line: row.line, reason: row.reason });
    }
    if (values.length + faulty < BATCH_ROWS) continue;
    throwIfInterrupted(signal);
    yield { values, faulty };
    const share = rowsTotal === undefined ? row.bytesRead / bytesTotal : rowsRead / rowsTotal;
    observer.onProgress({ phase, rows: rowsRead, share: Math.min(share, 1) });
    values = [];
    faulty = 0;
  }
  if (values.length + faulty > 0) yield { values, faulty };
  observer.onProgress({ phase, rows: rowsRead, share: 1 });
}
