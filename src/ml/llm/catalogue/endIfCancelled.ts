import { DomainError } from "../../../domain/domainError.js";

/** @throws {DomainError} `CANCELLED` once the signal has been given. */
export function endIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new DomainError("CANCELLED", "Cannot finish the catalogue LM: it was cancelled", { cause: signal.reason });
}
