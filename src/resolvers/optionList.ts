import type { ModelOptionType } from "../schema/modelOptionType.js";

import { manifestEntry } from "./manifestEntry.js";
import type { Plain } from "./plain.js";

/** The settings that a model's card holds, as a list sorted by name; empty where it says nothing of them. */
export function optionList(card: unknown): Plain<ModelOptionType>[] {
  const options = manifestEntry(card, "options");
  if (typeof options !== "object" || options === null || Array.isArray(options)) return [];
  return Object.entries(options)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value: JSON.stringify(value) }));
}
