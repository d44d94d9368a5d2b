import { DomainError } from "../domain/domainError.js";

/** Ends an import that was told to. @throws {DomainError} `CANCELLED` once the signal says so. */
export function throwIfInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new DomainError("CANCELLED", "Cannot finish the import: it was interrupted; the same command completes it");
}
