import type { UserInput } from "../recommend/userInput.js";
import type { UserInput as SentUser } from "../schema/userInput.js";

/** The user that `@oneOf` saw exactly one field of. */
export function toUser({ userId, history }: SentUser): UserInput {
  if (userId !== undefined) return { userId };
  if (history !== undefined) return { history };
  throw new TypeError("Cannot read the user: @oneOf let an empty one pass");
}
