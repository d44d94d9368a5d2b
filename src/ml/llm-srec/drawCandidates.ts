import { DomainError } from "../../domain/domainError.js";
import type { Random } from "../data/seededRandom.js";

/** A user whose next item is to be found among others. */
export interface CandidateUser {
  /** Row of the item that came next. */
  readonly target: number;
  /** Rows of all items that the user has, however long ago: none of them is a wrong answer. */
  readonly history: Int32Array;
}

/**
 * What each user's next item is compared with: uniform draws, none of which is the target or in the history. They are all
 * different, unless fewer items are left than are wanted: then all of them are drawn before one comes again.
 *
 * @param negatives How many; the paper's are 3.
 * @param itemCount N; rows are 1 to N.
 * @returns Rows, the target first; `[users, 1 + negatives]`.
 * @throws {DomainError} `NOTHING_TO_TRAIN` if a user has all items.
 */
export function drawCandidates(
  users: readonly CandidateUser[],
  negatives: number,
  itemCount: number,
  random: Random,
): Int32Array {
  const candidates = new Int32Array(users.length * (1 + negatives));
  let at = 0;
  for (const { target, history } of users) {
    const own = new Set([...history, target]);
    if (own.size >= itemCount)
      throw new DomainError("NOTHING_TO_TRAIN", `Cannot draw ${negatives} negatives: a user has all ${itemCount} items`); // prettier-ignore
    let taken = new Set(own);
    candidates[at++] = target;
    for (let drawn = 0; drawn < negatives; drawn++) {
      if (taken.size === itemCount) taken = new Set(own);
      let row = 1 + random.int(itemCount);
      while (taken.has(row)) row = 1 + random.int(itemCount);
      taken.add(row);
      candidates[at++] = row;
    }
  }
  return candidates;
}
