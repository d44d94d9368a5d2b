import type { DataFile } from "./dataFile.js";
import { readRecords, type Dialect } from "./readRecords.js";

/**
 * The first row of a file; `null` where it is empty or cannot be split.
 *
 * @throws {DomainError} `BAD_DATA` if the file cannot be read.
 */
export async function readHeader(file: DataFile, dialect: Dialect): Promise<readonly string[] | null> {
  for await (const { records } of readRecords(file, dialect)) {
    const [first] = records;
    if (first) return "fields" in first ? first.fields.map((name) => name.trim()) : null;
  }
  return null;
}
