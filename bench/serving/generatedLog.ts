import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { seededRandom } from "../../src/ml/data/seededRandom.js";
import { generatedCategories } from "./generatedCategories.js";
import { generatedItemId } from "./generatedItemId.js";

/** Squared, so that few items are popular and most are rare. */
const POPULARITY_POWER = 2;
/** 2020-01-01. */
const FIRST_SECOND = 1_577_836_800;
const SECONDS_PER_EVENT = 60;

/** How large a generated log is. */
export interface LogSize {
  readonly items: number;
  readonly users: number;
  /** Events of a user: at least and at most, all of different items. */
  readonly events: readonly [least: number, most: number];
}

/** A user and the items of its events, oldest first. */
export interface GeneratedUser {
  readonly id: string;
  readonly history: readonly string[];
}

/** Writes a log in the project's own folder format. @returns Its users. */
export async function writeGeneratedLog(folder: string, size: LogSize): Promise<GeneratedUser[]> {
  await mkdir(folder, { recursive: true });
  const users = generatedUsers(size);
  const items = Array.from({ length: size.items }, (_, number) =>
    JSON.stringify({
      id: generatedItemId(number),
      title: `Item number ${number}`,
      categories: generatedCategories(number),
    }),
  );
  const events = users.flatMap(({ id, history }, user) =>
    history.map((item, place) => `${id},${item},${FIRST_SECOND + (place * size.users + user) * SECONDS_PER_EVENT}`),
  );
  await writeFile(join(folder, "items.jsonl"), `${items.join("\n")}\n`);
  await writeFile(join(folder, "interactions.csv"), `userId,itemId,timestamp\n${events.join("\n")}\n`);
  await writeFile(join(folder, "dataset.json"), JSON.stringify({ name: "generated", timestampKind: "unix" }));
  return users;
}

function generatedUsers({ items, users, events: [least, most] }: LogSize): GeneratedUser[] {
  const random = seededRandom("generated log");
  return Array.from({ length: users }, (_, user) => {
    const length = least + random.int(most - least + 1);
    const history = new Set<string>();
    while (history.size < length) history.add(generatedItemId(Math.floor(items * random.next() ** POPULARITY_POWER)));
    return { id: `user-${user}`, history: [...history] };
  });
}
