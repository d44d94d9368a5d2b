import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

import { DomainError } from "../domain/domainError.js";

/**
 * Makes a folder with its parents, unless it is there. One at a time: Node's recursive form never ends where the system
 * says ENOENT of an existing parent, as /proc does.
 *
 * @param path Absolute.
 * @throws {DomainError} `BAD_CONFIG` if there cannot be a folder of this name.
 */
export async function makeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return;
  if (dirname(path) !== path) await makeFolder(dirname(path));
  try {
    await mkdir(path);
  } catch (error) {
    if (await isFolder(path)) return; // another process was faster
    throw refused(path, error);
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw refused(path, error);
  }
}

function refused(path: string, cause: unknown): DomainError {
  const code = (cause as NodeJS.ErrnoException).code ?? "";
  const reason = code === "EEXIST" ? "it is a file" : `the system does not let it be made (${code})`;
  return new DomainError("BAD_CONFIG", `Cannot use "${path}" as a folder: ${reason}`, { cause });
}
