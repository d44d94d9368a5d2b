import { DomainError } from "../domain/domainError.js";

/** Says that what a cursor names is no more. */
export function cursorExpired(cause?: DomainError): DomainError {
  return new DomainError(
    "CURSOR_EXPIRED",
    "Cannot go on from this cursor: its user or model is gone, start again without it",
    { cause },
  );
}
