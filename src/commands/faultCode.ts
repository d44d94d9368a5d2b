import { DomainError } from "../domain/domainError.js";
import type { ErrorCode } from "../domain/errorCode.js";

/** The code of what ended a command; null for a bug, and for faults of the system that have none. */
export function faultCode(error: unknown): ErrorCode | null {
  if (error instanceof DomainError) return error.code;
  return (error as NodeJS.ErrnoException | null)?.code === "ENOSPC" ? "DISK_FULL" : null;
}
