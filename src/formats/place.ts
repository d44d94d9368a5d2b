import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import { DomainError } from "../domain/domainError.js";
import type { DataFile } from "./dataFile.js";
import { listFolder, type Folder } from "./listFolder.js";

/** What a path leads to: a folder, or one file and the folder around it. */
export interface Place {
  /** Absolute path of the folder. */
  readonly path: string;
  readonly folder: Folder;
  /** The file that was named; `null` where the folder was. */
  readonly file: DataFile | null;
}

/**
 * Looks at a path.
 *
 * @throws {DomainError} `BAD_DATA` if there is nothing, it may not be read, or is neither a file nor a folder.
 */
export async function lookAt(given: string): Promise<Place> {
  const path = resolve(given);
  try {
    const found = await stat(path);
    if (found.isDirectory()) return { path, folder: await listFolder(path), file: null };
    if (found.isFile()) {
      const folder = await listFolder(dirname(path));
      return { path: dirname(path), folder, file: { path, bytes: found.size } };
    }
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "EACCES" && code !== "ENOTDIR") throw cause;
    const reason = code === "EACCES" ? "permission denied" : "there is no such file or folder";
    throw new DomainError("BAD_DATA", `Cannot read "${given}": ${reason}`, { cause });
  }
  throw new DomainError("BAD_DATA", `Cannot read "${given}": it is neither a file nor a folder`);
}
