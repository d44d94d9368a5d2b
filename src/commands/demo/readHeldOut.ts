import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** The last item of each user: in the files, but not in the store. */
export async function readHeldOut(folder: string): Promise<ReadonlyMap<string, string>> {
  const text = gunzipSync(await readFile(join(folder, "interactions.csv.gz"))).toString();
  const heldOut = new Map<string, string>();
  for (const line of text.trimEnd().split("\n").slice(1)) {
    const [userId, itemId] = line.split(",");
    // A user's lines are together and oldest first, so the last one stays.
    if (userId !== undefined && itemId !== undefined) heldOut.set(userId, itemId);
  }
  return heldOut;
}
