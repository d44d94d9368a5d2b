import { openSource } from "../../src/formats/openSource.js";
import type { LanguageItem } from "../../src/ml/serve/languageItem.js";
import { readHeldOutUsers } from "../acceptance/readHeldOutUsers.js";

const DAY_MS = 86_400_000;
/** 2016-01-01. */
const FIRST_MS = 1_451_606_400_000;
const DAYS_BETWEEN = 9;

/** Real items and real histories. */
export interface ServedUsers {
  readonly itemIds: readonly string[];
  /** Of each item. */
  readonly titles: readonly string[];
  /** Oldest first, each as long as was asked for. */
  readonly histories: readonly (readonly LanguageItem[])[];
}

/** Reads a data set. @param length Of each history; users with fewer items are left out. */
export async function readServedUsers(data: string, length: number): Promise<ServedUsers> {
  const source = await openSource(data, { format: "sequitur", columns: {} });
  const titles = new Map<string, string>();
  for await (const item of source.items()) if (item.ok) titles.set(item.value.id, item.value.title);
  const users = (await readHeldOutUsers(data)).filter(({ history }) => history.length >= length);
  const histories = users.map(({ history }) =>
    history
      .slice(-length)
      .map((id, place) => ({ id, title: titles.get(id) ?? null, time: FIRST_MS + place * DAYS_BETWEEN * DAY_MS })),
  );
  return { itemIds: [...titles.keys()], titles: [...titles.values()], histories };
}
