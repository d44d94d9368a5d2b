import { hash } from "node:crypto";

import type { SourceInteraction } from "../formats/sourceInteraction.js";

/** 22 characters of base64url: 132 bits, so that not even 10^15 events are likely to hold two that share an id. */
const HASH_LENGTH = 22;

/**
 * The id under which an imported event is known for ever: importing it again changes nothing.
 *
 * @param source Name of the data set, not its path: a copy of it elsewhere is the same.
 * @param occurrence 0 for the first event of this user, item, time and type, 1 for the second, ...: real repeats stay.
 */
export function importEventId(source: string, event: SourceInteraction, occurrence: number): string {
  const { userId, itemId, timestamp, type } = event;
  // Ids and types hold no control characters, so the joined text says which part is which.
  const text = [source, userId, itemId, timestamp, type, occurrence].join("\0");
  return `import-${hash("sha256", text, "base64url").slice(0, HASH_LENGTH)}`;
}
