import { constants } from "node:fs";
import { copyFile, mkdir, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

import type { ArtifactFileSystem } from "./artifactFileSystem.js";

/** The real disk. */
export const nodeFileSystem: ArtifactFileSystem = {
  async makeFolder(path) {
    await mkdir(dirname(path), { recursive: true });
    await mkdir(path); // on its own: Node's recursive form never ends where the system says ENOENT of an existing parent, as /proc does
  },
  async list(path) {
    try {
      return await readdir(path);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw cause;
    }
  },
  async writeFile(path, content) {
    await writeFile(path, content, { flag: "wx", flush: true });
  },
  async copyFile(from, to) {
    // Where the disk can, both files share their blocks until one changes. Never a hard link: what changes one changes both.
    await copyFile(from, to, constants.COPYFILE_FICLONE);
    await sync(to);
  },
  async syncFolder(path) {
    // Windows cannot open folders, and makes renames durable by itself.
    if (process.platform !== "win32") await sync(path);
  },
  rename,
  async remove(path) {
    await rm(path, { recursive: true, force: true });
  },
};

async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
