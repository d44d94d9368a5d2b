import { DomainError } from "../../domain/domainError.js";

/** @throws {DomainError} `CANCELLED` once the signal has been given. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true)
    throw new DomainError("CANCELLED", "Cannot finish the training: it was cancelled", { cause: signal.reason });
}
