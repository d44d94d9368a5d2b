import { DomainError } from "../domain/domainError.js";
import { EVENT_MEANINGS, type EventMeanings } from "../domain/eventMeaning.js";
import { identifier } from "../domain/identifier.js";

import { checkedList } from "./checkedList.js";

const MAX_TYPES = 100;
const MAX_TYPE_LENGTH = 64;

/** Accepts what a space is to say of event types. @throws {DomainError} `BAD_INPUT`. */
export function checkedEventMeanings(raw: EventMeanings): EventMeanings {
  const entries = checkedList("event types", Object.entries(raw), MAX_TYPES, 0);
  for (const [type, meaning] of entries) {
    if (type.length > MAX_TYPE_LENGTH)
      throw new DomainError("BAD_INPUT", `Cannot use event type of ${type.length} characters: 1 to 64 are wanted`);
    identifier("event type", type);
    if (!EVENT_MEANINGS.includes(meaning))
      throw new DomainError(
        "BAD_INPUT",
        `Cannot give event type ${JSON.stringify(type)} the meaning ${JSON.stringify(meaning)}: ${EVENT_MEANINGS.join(", ")} is wanted`,
      );
  }
  return raw;
}
