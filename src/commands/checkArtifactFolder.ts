import { constants } from "node:fs";
import { access, readdir } from "node:fs/promises";
import { dirname } from "node:path";

import { DomainError } from "../domain/domainError.js";

/**
 * Finds out before a long training whether its artifact could be written: better now than after hours.
 *
 * @param folder Absolute.
 * @throws {DomainError} `BAD_CONFIG` if the folder holds anything but an artifact, or cannot be made.
 */
export async function checkArtifactFolder(folder: string): Promise<void> {
  const content = await readdir(folder).catch((error: unknown): string[] => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw refused(folder, "a folder is wanted", error);
  });
  if (content.length > 0 && !content.includes("manifest.json"))
    throw refused(folder, "it holds other files; an empty or new folder is wanted");
  await access(await existingParent(folder), constants.W_OK).catch((error: unknown) => {
    throw refused(folder, "its parent folder cannot be written", error);
  });
}

async function existingParent(folder: string): Promise<string> {
  const parent = dirname(folder);
  const exists = await access(parent).then(
    () => true,
    () => false,
  );
  return exists || parent === folder ? parent : existingParent(parent);
}

function refused(folder: string, reason: string, cause?: unknown): DomainError {
  return new DomainError("BAD_CONFIG", `Cannot write artifact "${folder}": ${reason}`, { cause });
}
