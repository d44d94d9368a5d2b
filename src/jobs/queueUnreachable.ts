import { DomainError } from "../domain/domainError.js";

/** What a failed attempt to reach the queue means: `DATABASE_UNREACHABLE`, with its cause. */
export function queueUnreachable(cause: unknown): DomainError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DomainError("DATABASE_UNREACHABLE", `Cannot reach the job queue: ${reason}`, { cause });
}
