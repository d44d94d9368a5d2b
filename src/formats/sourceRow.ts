/** Where a row stands, and how far the reader has come. */
interface RowPlace {
  /** Base name of the file. */
  readonly file: string;
  /** Number of the row's first line, from 1. */
  readonly line: number;
  /** Bytes read so far, over all the files that this iteration covers; compressed bytes where they are compressed. */
  readonly bytesRead: number;
}

/** A row that was understood. */
interface GoodRow<T> extends RowPlace {
  readonly ok: true;
  readonly value: T;
}

/** A row that was not: it is handed on, never dropped silently. */
interface FaultyRow extends RowPlace {
  readonly ok: false;
  /** What is wrong with it, in one line. */
  readonly reason: string;
}

/** One row of a data set, or the reason why it could not be read. */
export type SourceRow<T> = GoodRow<T> | FaultyRow;
