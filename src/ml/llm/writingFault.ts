import { DomainError } from "../../domain/domainError.js";

/** What a system says when there is no room: on the disk, or of the user's share. */
const NO_ROOM: readonly unknown[] = ["ENOSPC", "EDQUOT"];

/** The error for a file that could not be written: `DISK_FULL` where that is why, else as it was. */
export function writingFault(path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (!NO_ROOM.includes(code)) return error;
  return new DomainError("DISK_FULL", `Cannot write "${path}": the disk is full (${String(code)})`, { cause: error });
}
