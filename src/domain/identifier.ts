import { DomainError } from "./domainError.js";

/** Longest identifier, in UTF-16 units; keeps every index entry far below PostgreSQL's limit of 2,704 bytes. */
const MAX_IDENTIFIER_LENGTH = 255;

/** Control characters: NUL cannot be stored, and line breaks would forge lines in logs. */
const CONTROL = /[\u0000-\u001f\u007f]/;

/**
 * Accepts an identifier that a client chose, as it is: nothing is trimmed or normalised.
 *
 * @param what What is named, for the message: `user id`.
 * @throws {DomainError} `BAD_INPUT` if it is empty, longer than 255 UTF-16 units, or holds control characters or half a surrogate pair.
 */
export function identifier(what: string, raw: string): string {
  if (raw.length === 0)
    throw new DomainError(
      "BAD_INPUT",
      `Cannot use an empty ${what}: 1 to ${MAX_IDENTIFIER_LENGTH} characters are wanted`,
    );
  if (raw.length > MAX_IDENTIFIER_LENGTH)
    throw new DomainError(
      "BAD_INPUT",
      `Cannot use a ${what} of ${raw.length} characters: 1 to ${MAX_IDENTIFIER_LENGTH} are wanted`,
    );
  if (CONTROL.test(raw))
    throw new DomainError("BAD_INPUT", `Cannot use ${what} ${JSON.stringify(raw)}: it holds a control character`);
  if (!raw.isWellFormed())
    throw new DomainError("BAD_INPUT", `Cannot use ${what} ${JSON.stringify(raw)}: it holds half a surrogate pair`);
  return raw;
}
