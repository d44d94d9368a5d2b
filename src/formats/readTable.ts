import { basename } from "node:path";

import { DomainError } from "../domain/domainError.js";
import type { DataFile } from "./dataFile.js";
import { readRecords, type Dialect, type TextRecord } from "./readRecords.js";
import { readRow } from "./readRow.js";
import type { SourceRow } from "./sourceRow.js";

/** Makes a value of a row's fields; a `DomainError` that it throws is the row's fault. */
export type ParseFields<T> = (fields: readonly string[]) => T;

/** A delimited file, or several of one form that are read one after the other. */
export interface Table<T> {
  readonly files: readonly DataFile[];
  readonly dialect: Dialect;
  /**
   * `header`: the first row names the columns, and `parser` is made from it once for each file.
   * A number: there is no header, and every row has so many fields. `null`: no header, and `parser` judges the number itself.
   */
  readonly columns: "header" | number | null;
  /** @throws {DomainError} `BAD_DATA` if the header lacks a column; `file` is for its message. */
  parser(header: readonly string[], file: DataFile): ParseFields<T>;
}

/**
 * Reads a table row by row.
 *
 * @throws {DomainError} `BAD_DATA` if a file cannot be read, is empty where a header is wanted, or its header lacks a column.
 */
export async function* readTable<T>(table: Table<T>): AsyncGenerator<SourceRow<T>> {
  let bytesBefore = 0;
  for (const file of table.files) {
    const name = basename(file.path);
    let parse = table.columns === "header" ? null : checked(table.columns, table.parser([], file));
    for await (const { records, bytesRead } of readRecords(file, table.dialect)) {
      for (const record of records) {
        if (parse === null) {
          const header = headerOf(record, file);
          parse = checked(header.length, table.parser(header, file));
        } else yield row(parse, record, name, bytesBefore + bytesRead);
      }
    }
    if (parse === null)
      throw new DomainError("BAD_DATA", `Cannot read "${file.path}": it is empty, a header is wanted`);
    bytesBefore += file.bytes;
  }
}

function headerOf(record: TextRecord, file: DataFile): readonly string[] {
  if ("fault" in record)
    throw new DomainError("BAD_DATA", `Cannot read "${file.path}": its header, line ${record.line}, is malformed`);
  const header = record.fields.map((name) => name.trim());
  const twice = header.find((name, k) => header.indexOf(name) !== k);
  if (twice !== undefined)
    throw new DomainError("BAD_DATA", `Cannot read "${file.path}": its header names column "${twice}" twice`);
  return header;
}

function checked<T>(width: number | null, parse: ParseFields<T>): ParseFields<T> {
  if (width === null) return parse;
  return (fields) => {
    if (fields.length !== width)
      throw new DomainError("BAD_DATA", `Cannot read the row: it has ${fields.length} fields, ${width} are wanted`);
    return parse(fields);
  };
}

function row<T>(parse: ParseFields<T>, record: TextRecord, file: string, bytesRead: number): SourceRow<T> {
  if ("fault" in record) return { ok: false, reason: record.fault, file, line: record.line, bytesRead };
  return readRow(() => parse(record.fields), { file, line: record.line, bytesRead });
}
