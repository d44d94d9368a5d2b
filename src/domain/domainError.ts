import type { ErrorCode } from "./errorCode.js";

/**
 * An error that whoever called can act on. Everything else that is thrown is a bug: masked, and logged with its cause.
 *
 * The message says what failed, the quoted value, and what is wanted: `Cannot log event "e1": item "x" is unknown`.
 */
export class DomainError extends Error {
  override readonly name = "DomainError";

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
