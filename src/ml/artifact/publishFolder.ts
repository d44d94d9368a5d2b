import { randomUUID } from "node:crypto";
import { dirname } from "node:path";

import { DomainError } from "../../domain/domainError.js";
import type { ArtifactFileSystem } from "./artifactFileSystem.js";

/** Marks folders that are being written: nothing reads them, and whatever a crash leaves of them may be removed. */
export const PARTIAL = ".partial-";

/**
 * Fills a folder beside `folder` and then moves it there: whoever looks sees the whole artifact or none.
 *
 * @param fill Writes durably into the folder it is given.
 * @param options `replaces`: whether what is there makes room; otherwise it stays, and this fails.
 * @throws {DomainError} `DISK_FULL` or, where the place cannot be written, `BAD_CONFIG`. Nothing is left then but what was there before.
 */
export async function publishFolder(
  folder: string,
  fileSystem: ArtifactFileSystem,
  fill: (partial: string) => Promise<void>,
  { replaces }: { readonly replaces: boolean },
): Promise<void> {
  const partial = `${folder}${PARTIAL}${randomUUID()}`;
  try {
    await fileSystem.makeFolder(partial);
    await fill(partial);
    await fileSystem.syncFolder(partial);
    if (replaces) await replace(folder, partial, fileSystem);
    else await fileSystem.rename(partial, folder);
    await fileSystem.syncFolder(dirname(folder));
  } catch (cause) {
    // Whatever keeps it from being removed too, the first fault is the one to report.
    await fileSystem.remove(partial).catch(() => undefined);
    throw explained(folder, cause);
  }
}

async function replace(folder: string, partial: string, fileSystem: ArtifactFileSystem): Promise<void> {
  const replaced = (await fileSystem.list(folder)) === null ? null : `${folder}${PARTIAL}${randomUUID()}`;
  if (replaced !== null) await fileSystem.rename(folder, replaced);
  try {
    await fileSystem.rename(partial, folder);
  } catch (cause) {
    if (replaced !== null) await fileSystem.rename(replaced, folder);
    throw cause;
  }
  if (replaced !== null) await fileSystem.remove(replaced);
}

const FULL: readonly string[] = ["ENOSPC", "EDQUOT"];
const FORBIDDEN: readonly string[] = [
  "EACCES",
  "EPERM",
  "EROFS",
  "ENOTDIR",
  "ENOENT",
  "EEXIST",
  "ENOTEMPTY",
  "ENAMETOOLONG",
];

function explained(folder: string, cause: unknown): unknown {
  const code = (cause as NodeJS.ErrnoException).code ?? "";
  if (FULL.includes(code))
    return new DomainError("DISK_FULL", `Cannot write artifact "${folder}": the disk is full (${code})`, { cause });
  if (FORBIDDEN.includes(code))
    return new DomainError(
      "BAD_CONFIG",
      `Cannot write artifact "${folder}": a folder that can be written is wanted (${code})`,
      { cause },
    );
  return cause;
}
