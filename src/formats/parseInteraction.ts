import { DomainError } from "../domain/domainError.js";
import { identifier } from "../domain/identifier.js";
import { itemId } from "../domain/itemId.js";
import { userId } from "../domain/userId.js";
import { parseNumber } from "./parseNumber.js";
import { quoted } from "./quoted.js";
import type { SourceInteraction } from "./sourceInteraction.js";

/** The parts of an interaction as a file spells them. */
export interface RawInteraction {
  readonly user: string;
  readonly item: string;
  /** As `parseTimestamp` returned it. */
  readonly timestamp: number;
  readonly type: string;
  /** Empty where the row has none. */
  readonly value: string;
}

/** The type of an event whose source has ratings and names no types. */
export const RATING_TYPE = "rating";

/** The type of an event whose source names none and has no ratings. */
export const DEFAULT_TYPE = "interaction";

/** As of events that clients log: types become rows of a space's settings and labels of its reports. */
const MAX_TYPE_LENGTH = 64;

/**
 * Makes an interaction of its parts.
 *
 * @throws {DomainError} `BAD_INPUT` or `BAD_DATA` if an id or the type is malformed or no UTF-8, or the value is no finite number.
 */
export function parseInteraction({ user, item, timestamp, type, value }: RawInteraction): SourceInteraction {
  return {
    userId: userId(decoded("user id", user)),
    itemId: itemId(decoded("item id", item)),
    timestamp,
    type: eventType(type),
    value: value.trim() === "" ? null : parseNumber("value", value),
  };
}

function eventType(raw: string): string {
  if (raw.length > MAX_TYPE_LENGTH)
    throw new DomainError(
      "BAD_DATA",
      `Cannot use an event type of ${raw.length} characters: 1 to ${MAX_TYPE_LENGTH} are wanted`,
    );
  return identifier("event type", decoded("event type", raw));
}

/** An id that was not UTF-8 holds a replacement character by now, and two such ids may have become one. */
function decoded(what: string, raw: string): string {
  if (raw.includes("\ufffd")) throw new DomainError("BAD_DATA", `Cannot use ${what} ${quoted(raw)}: it is no UTF-8`);
  return raw;
}
