import type { ErrorCode } from "./errorCode.js";

/**
 * An error that whoever called can act on. Everything else that is thrown is a bug: masked, and logged with its cause.
 *
 * The message says what failed, the quoted value, and what is wanted: `Cannot log event "e1": item "x" is unknown`.
 */
export class DomainError extends Error {
  override readonly name = "DomainError";
  /** Whether clients may read the message, also where the code is a fault of the installation: it holds no path or address. */
  readonly isForClients: boolean;

  constructor(
    readonly code: ErrorCode,
    message: string,
    { isForClients = false, ...options }: ErrorOptions & { readonly isForClients?: boolean } = {},
  ) {
    super(message, options);
    this.isForClients = isForClients;
  }
}
