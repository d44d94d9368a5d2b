import { mkdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

/**
 * The one true path of a cluster, links resolved, so that two names of a folder are not taken for two servers. Makes the parent folder if absent.
 */
export async function resolveClusterFolder(path: string): Promise<string> {
  const absolute = resolve(path);
  await makeFolder(dirname(absolute));
  const inParent = join(await realpath(dirname(absolute)), basename(absolute));
  return realpath(inParent).catch(() => inParent); // the cluster itself may be still to be made
}

/** One folder at a time: Node's recursive form never ends where the system says ENOENT of an existing parent, as /proc does. */
async function makeFolder(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  });
  if (found?.isDirectory() === true) return;
  if (found === null && dirname(path) !== path) await makeFolder(dirname(path));
  await mkdir(path).catch(async (error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST" || !(await stat(path)).isDirectory()) throw error; // another process was faster
  });
}
