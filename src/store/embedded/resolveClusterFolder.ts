import { mkdir, realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

/**
 * The one true path of a cluster, links resolved, so that two names of a folder are not taken for two servers. Makes the parent folder if absent.
 */
export async function resolveClusterFolder(path: string): Promise<string> {
  const absolute = resolve(path);
  await mkdir(dirname(absolute), { recursive: true });
  const inParent = join(await realpath(dirname(absolute)), basename(absolute));
  return realpath(inParent).catch(() => inParent); // the cluster itself may be still to be made
}
