import { DomainError } from "../domain/domainError.js";
import type { SourceRow } from "./sourceRow.js";

/** A row from whatever makes its value: what `parse` throws as a `DomainError` is the row's fault, anything else a bug. */
export function readRow<T>(
  parse: () => T,
  { file, line, bytesRead }: { file: string; line: number; bytesRead: number },
): SourceRow<T> {
  try {
    return { ok: true, value: parse(), file, line, bytesRead };
  } catch (error) {
    if (error instanceof DomainError) return { ok: false, reason: error.message, file, line, bytesRead };
    throw error;
  }
}
