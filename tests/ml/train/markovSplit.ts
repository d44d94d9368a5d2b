import { seededRandom } from "../../../src/ml/data/seededRandom.js";
import type { Split } from "../../../src/ml/data/splitLeaveLastOut.js";

/** What a log is made of. */
export interface MarkovLogOptions {
  readonly users: number;
  readonly items: number;
  readonly shortest: number;
  readonly longest: number;
  /** Share of the items that follow from the one before; the others are uniform. */
  readonly order: number;
}

/**
 * Item rows of users who mostly go from item i to item 7 i + 3 modulo the catalogue: all that there is to learn is
 * order.
 */
export function markovSequences({ users, items, shortest, longest, order }: MarkovLogOptions): Int32Array[] {
  const random = seededRandom("markov");
  return Array.from({ length: users }, () => {
    let item = random.int(items);
    return Int32Array.from({ length: shortest + random.int(longest - shortest + 1) }, () => {
      const row = item + 1;
      item = random.next() < order ? (7 * item + 3) % items : random.int(items);
      return row;
    });
  });
}

/** The same, split leave-last-out. */
export function markovSplit(options: MarkovLogOptions): Split {
  const sequences = markovSequences(options);
  return {
    userIds: sequences.map((_, user) => `u${user}`),
    itemIds: Array.from({ length: options.items }, (_, row) => `i${String(row).padStart(3, "0")}`),
    train: sequences.map((rows) => rows.subarray(0, -2)),
    valid: Int32Array.from(sequences, (rows) => rows.at(-2)!),
    test: Int32Array.from(sequences, (rows) => rows.at(-1)!),
  };
}
