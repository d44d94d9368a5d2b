import type { Random } from "../data/seededRandom.js";

/**
 * Different items, uniform over the catalogue, as negatives that all positions of a batch share.
 *
 * @param count At most `itemCount`.
 * @param itemCount N; negatives are 1 to N.
 * @throws {RangeError} If more are wanted than there are.
 */
export function drawSharedNegatives(count: number, itemCount: number, random: Random): Int32Array {
  if (count > itemCount) throw new RangeError(`Cannot draw ${count} different items of ${itemCount}`);
  const drawn = new Set<number>();
  // Floyd's algorithm: `count` draws, however close that is to all items
  for (let last = itemCount - count + 1; last <= itemCount; last++) {
    const row = 1 + random.int(last);
    drawn.add(drawn.has(row) ? last : row);
  }
  return Int32Array.from(drawn);
}
