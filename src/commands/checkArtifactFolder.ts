import { constants } from "node:fs";
import { access, readdir } from "node:fs/promises";
import { dirname } from "node:path";

import { DomainError } from "../domain/domainError.js";
import { makeFolder } from "./makeFolder.js";

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
  await makeFolder(dirname(folder));
  await access(dirname(folder), constants.W_OK).catch((error: unknown) => {
    throw refused(folder, "its parent folder cannot be written", error);
  });
}

function refused(folder: string, reason: string, cause?: unknown): DomainError {
  return new DomainError("BAD_CONFIG", `Cannot write artifact "${folder}": ${reason}`, { cause });
}
