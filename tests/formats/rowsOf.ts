import type { SourceRow } from "../../src/formats/sourceRow.js";

/** The rows of an iteration: values, and faults as `file:line: reason`. */
export async function rowsOf<T>(rows: AsyncIterable<SourceRow<T>>): Promise<{ values: T[]; faults: string[] }> {
  const values: T[] = [];
  const faults: string[] = [];
  for await (const row of rows) {
    if (row.ok) values.push(row.value);
    else faults.push(`${row.file}:${row.line}: ${row.reason}`);
  }
  return { values, faults };
}
