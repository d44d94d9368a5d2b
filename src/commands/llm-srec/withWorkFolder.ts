import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { makeFolder } from "../makeFolder.js";

/**
 * Does work that needs a folder of large files: one that is kept if it is named, else a temporary one that is gone
 * afterwards, whatever comes of the work.
 *
 * @param folder Absolute.
 */
export async function withWorkFolder<Result>(
  folder: string | undefined,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  if (folder !== undefined) {
    await makeFolder(folder);
    return work(folder);
  }
  const temporary = await mkdtemp(join(tmpdir(), "sequitur-training-"));
  try {
    return await work(temporary);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
