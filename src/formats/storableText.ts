import { DomainError } from "../domain/domainError.js";
import { quoted } from "./quoted.js";

/**
 * A text that the store can hold.
 *
 * @throws {DomainError} `BAD_DATA` if it holds NUL or half a surrogate pair.
 */
export function storableText(text: string): string {
  if (!text.includes("\0") && text.isWellFormed()) return text;
  throw new DomainError("BAD_DATA", `Cannot use text ${quoted(text)}: it holds NUL or half a surrogate pair`);
}
