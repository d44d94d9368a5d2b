/** The scores of a batch of users stay below this many numbers, 32 MB. */
const MOST_SCORES = 8_000_000;
const MOST_USERS = 1_024;
const FEWEST_USERS = 16;

/** How many users to score at a time: the more, the less of their batches is padding. */
export function evaluationBatchSize(itemCount: number): number {
  return Math.max(FEWEST_USERS, Math.min(MOST_USERS, Math.floor(MOST_SCORES / (itemCount + 1))));
}
