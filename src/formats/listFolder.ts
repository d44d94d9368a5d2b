import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

import type { DataFile } from "./dataFile.js";

/** A folder's files by base name, without folders. */
export type Folder = ReadonlyMap<string, DataFile>;

/**
 * Lists the files of a folder, with their sizes.
 *
 * @throws {Error} The system error, if it cannot be listed.
 */
export async function listFolder(path: string): Promise<Folder> {
  const files = new Map<string, DataFile>();
  for (const name of (await readdir(path)).sort()) {
    const file = await stat(join(path, name)).catch(() => null); // a dangling link is no file
    if (file?.isFile() === true) files.set(name, { path: join(path, name), bytes: file.size });
  }
  return files;
}
