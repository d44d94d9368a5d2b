import { parseInteraction, RATING_TYPE } from "./parseInteraction.js";
import { parseTimestamp } from "./parseTimestamp.js";
import type { SourceInteraction } from "./sourceInteraction.js";

/** An interaction of the four fields that every MovieLens release has: user, movie, rating, seconds since 1970. @throws {DomainError} For a faulty field. */
export function movieLensRating(
  [user = "", item = "", value = "", time = ""]: readonly string[],
  latestMs: number,
): SourceInteraction {
  return parseInteraction({
    user,
    item,
    timestamp: parseTimestamp(time, "seconds", latestMs),
    type: RATING_TYPE,
    value,
  });
}
