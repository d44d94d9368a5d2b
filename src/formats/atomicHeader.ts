import { DomainError } from "../domain/domainError.js";
import type { DataFile } from "./dataFile.js";

/** RecBole's types of columns. */
const ATOMIC_TYPES = ["token", "token_seq", "float", "float_seq"] as const;

/** A column of an atomic file. */
export interface AtomicColumn {
  readonly name: string;
  readonly type: (typeof ATOMIC_TYPES)[number];
}

/**
 * Reads the header of an atomic file: `user_id:token`, `timestamp:float`, ...
 *
 * @throws {DomainError} `BAD_DATA` if a column has no type, or one that RecBole does not know.
 */
export function atomicHeader(header: readonly string[], file: DataFile): readonly AtomicColumn[] {
  return header.map((column) => {
    const [, name, given] = /^(.+):(\w+)$/.exec(column) ?? [];
    const type = ATOMIC_TYPES.find((known) => known === given);
    if (name !== undefined && type !== undefined) return { name, type };
    throw new DomainError(
      "BAD_DATA",
      `Cannot read "${file.path}": its header names column "${column}", NAME:TYPE with one of ${ATOMIC_TYPES.join(", ")} is wanted`,
    );
  });
}
