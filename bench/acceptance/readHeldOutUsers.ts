import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

import type { HeldOutUser } from "./heldOutUser.js";

/**
 * Reads who took what from the data set itself, not through Sequitur, so that the judge is independent of the judged.
 *
 * @param folder `interactions.csv[.gz]` (userId,itemId,timestamp,...) or MovieLens-100K's `u.data`. Equal times keep the file's order.
 * @throws {Error} If neither is there.
 */
export async function readHeldOutUsers(folder: string): Promise<HeldOutUser[]> {
  const events = new Map<string, { itemId: string; time: number }[]>();
  for (const [userId, itemId, time] of await readRows(folder)) {
    const own = events.get(userId) ?? [];
    if (own.length === 0) events.set(userId, own);
    own.push({ itemId, time });
  }
  return [...events]
    .filter(([, own]) => own.length > 1)
    .map(([id, own]) => {
      const items = own.sort((left, right) => left.time - right.time).map(({ itemId }) => itemId);
      return { id, history: items.slice(0, -1), heldOut: items.at(-1)! };
    });
}

async function readRows(folder: string): Promise<[userId: string, itemId: string, time: number][]> {
  const has = (name: string): boolean => existsSync(join(folder, name));
  if (has("interactions.csv.gz") || has("interactions.csv")) {
    const name = has("interactions.csv.gz") ? "interactions.csv.gz" : "interactions.csv";
    const bytes = await readFile(join(folder, name));
    const [, ...lines] = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString().trim().split(/\r?\n/);
    return lines.map((line) => columns(line.split(","), [0, 1, 2]));
  }
  if (!has("u.data")) throw new Error(`Cannot read "${folder}": interactions.csv[.gz] or u.data is wanted`);
  const lines = (await readFile(join(folder, "u.data"), "utf8")).trim().split(/\r?\n/);
  return lines.map((line) => columns(line.split("\t"), [0, 1, 3]));
}

function columns(fields: readonly string[], places: readonly [number, number, number]): [string, string, number] {
  return [fields[places[0]] ?? "", fields[places[1]] ?? "", Number(fields[places[2]])];
}
