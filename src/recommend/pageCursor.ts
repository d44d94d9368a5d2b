import { DomainError } from "../domain/domainError.js";

/**
 * Packs the sort key of a list's entry into an opaque cursor. It is not signed: all it can name is a place in a list
 * whose every entry the caller may read.
 *
 * @param list The list it belongs to, so that a cursor of one list is refused by another.
 */
export function encodePageCursor(list: string, key: readonly string[]): string {
  return Buffer.from(JSON.stringify([list, ...key]), "utf8").toString("base64url");
}

/**
 * Reads what `encodePageCursor` packed.
 *
 * @param length How many parts the sort key has.
 * @throws {DomainError} `CURSOR_INVALID` unless it is a cursor of this list.
 */
export function decodePageCursor(list: string, cursor: string, length: number): readonly string[] {
  const parts = parsed(Buffer.from(cursor, "base64url").toString("utf8"));
  if (!isTextList(parts) || parts[0] !== list || parts.length !== length + 1)
    throw new DomainError("CURSOR_INVALID", `Cannot go on from this cursor: one that a page of ${list} held is wanted`);
  return parts.slice(1);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined; // not ours: refused by the caller, as every other forgery is
    throw cause;
  }
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string" && !entry.includes("\0"));
}
