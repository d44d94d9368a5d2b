import { basename } from "node:path";

import { DomainError } from "../domain/domainError.js";
import type { DataFile } from "./dataFile.js";
import { quoted } from "./quoted.js";
import { readRow } from "./readRow.js";
import { readTextBlocks } from "./readTextBlocks.js";
import type { SourceRow } from "./sourceRow.js";

/**
 * Reads files that hold one JSON object a line; empty lines are no rows.
 *
 * @param parse Makes the value; a `DomainError` that it throws is the row's fault.
 * @throws {DomainError} `BAD_DATA` if a file cannot be read.
 */
export async function* readJsonLines<T>(
  files: readonly DataFile[],
  parse: (object: Readonly<Record<string, unknown>>) => T,
): AsyncGenerator<SourceRow<T>> {
  let bytesBefore = 0;
  for (const { path, bytes } of files) {
    const file = basename(path);
    for await (const block of readTextBlocks({ path, bytes })) {
      for (const [k, text] of block.lines.entries()) {
        if (text.trim() === "") continue;
        const place = { file, line: block.firstLine + k, bytesRead: bytesBefore + block.bytesRead };
        yield readRow(() => parse(jsonObject(text)), place);
      }
    }
    bytesBefore += bytes;
  }
}

function jsonObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DomainError("BAD_DATA", `Cannot read the row: ${quoted(text)} is no JSON`, { cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new DomainError("BAD_DATA", `Cannot read the row: ${quoted(text)} is no JSON object`);
  return value as Readonly<Record<string, unknown>>;
}
