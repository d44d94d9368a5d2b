import type { DataFile } from "./dataFile.js";
import { readTextBlocks, type TextEncoding } from "./readTextBlocks.js";
import { splitRecord } from "./splitRecord.js";

/** No quoted text of a known data set has as many line breaks; past it the quote counts as never closed, and reading goes on behind it. */
const MAX_LINES_PER_RECORD = 1_000;

/** How the fields of a file are parted. */
export interface Dialect {
  /** Field separator; one character where `quotes` is true. */
  readonly delimiter: string;
  /** Whether double quotes protect delimiters and line breaks. */
  readonly quotes: boolean;
  readonly encoding?: TextEncoding;
}

/** The fields of one row; or the fault that keeps it from being split. */
export type TextRecord =
  | { readonly line: number; readonly fields: readonly string[] }
  | { readonly line: number; readonly fault: string };

/** Some records of a file, and the bytes of the file read so far. */
export interface RecordBlock {
  readonly records: readonly TextRecord[];
  readonly bytesRead: number;
}

/**
 * Reads a delimited file block by block. Empty lines are no records. A row that cannot be split is one fault, and the next line is read.
 *
 * @throws {DomainError} `BAD_DATA`, as `readTextBlocks` does.
 */
export async function* readRecords(file: DataFile, dialect: Dialect): AsyncGenerator<RecordBlock> {
  const assembler = new RecordAssembler(dialect);
  for await (const { lines, firstLine, bytesRead } of readTextBlocks(file, dialect.encoding)) {
    const records = assembler.take(lines, firstLine);
    if (records.length > 0) yield { records, bytesRead };
  }
  const records = assembler.end();
  if (records.length > 0) yield { records, bytesRead: file.bytes };
}

/** Puts the lines of a quoted field together again. */
class RecordAssembler {
  private open: string[] = [];
  private openLine = 0;

  constructor(private readonly dialect: Dialect) {}

  take(lines: readonly string[], firstLine: number): TextRecord[] {
    const records: TextRecord[] = [];
    lines.forEach((text, k) => this.line(text, firstLine + k, records));
    return records;
  }

  end(): TextRecord[] {
    const records: TextRecord[] = [];
    while (this.open.length > 0) this.giveUp(records);
    return records;
  }

  private line(text: string, line: number, records: TextRecord[]): void {
    if (this.open.length === 0) {
      this.record(text, line, records);
      return;
    }
    this.open.push(text);
    // Only a line with a quote can close the record, so the text is put together at most once for each of them.
    if (text.includes('"')) {
      const waiting = this.open;
      const openLine = this.openLine;
      this.open = [];
      this.record(waiting.join("\n"), openLine, records, waiting);
    }
    if (this.open.length > MAX_LINES_PER_RECORD) this.giveUp(records);
  }

  private record(text: string, line: number, records: TextRecord[], lines: string[] = [text]): void {
    if (text === "") return;
    const { delimiter, quotes } = this.dialect;
    const split = quotes ? splitRecord(text, delimiter) : text.split(delimiter);
    if ("open" in split) {
      this.open = lines;
      this.openLine = line;
    } else if ("fault" in split) this.reject(lines, line, split.fault, records);
    else records.push({ line, fields: split });
  }

  private giveUp(records: TextRecord[]): void {
    const lines = this.open;
    this.open = [];
    this.reject(lines, this.openLine, "Cannot split the row: a quote is opened and not closed", records);
  }

  /** Reports the first line and reads the others anew: the quote that took them in may have been a slip. */
  private reject(lines: readonly string[], line: number, fault: string, records: TextRecord[]): void {
    records.push({ line, fault });
    lines.slice(1).forEach((text, k) => this.line(text, line + 1 + k, records));
  }
}
