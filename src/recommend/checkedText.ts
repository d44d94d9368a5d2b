import { DomainError } from "../domain/domainError.js";

/** How long a text may be, in UTF-16 units. */
export interface TextLimits {
  readonly minimum?: number;
  readonly maximum: number;
}

/**
 * Accepts text that a client sent and that the database can hold, line breaks included.
 *
 * @param what What the text is, for the message: `title`.
 * @throws {DomainError} `BAD_INPUT` if its length is out of range, or it holds NUL or half a surrogate pair.
 */
export function checkedText(what: string, raw: string, { minimum = 0, maximum }: TextLimits): string {
  if (raw.length < minimum || raw.length > maximum)
    throw new DomainError(
      "BAD_INPUT",
      `Cannot use a ${what} of ${raw.length} characters: ${minimum} to ${maximum} are wanted`,
    );
  if (raw.includes("\0")) throw new DomainError("BAD_INPUT", `Cannot use a ${what} that holds a NUL character`);
  if (!raw.isWellFormed()) throw new DomainError("BAD_INPUT", `Cannot use a ${what} that holds half a surrogate pair`);
  return raw;
}
