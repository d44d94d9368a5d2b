import type { Random } from "../data/seededRandom.js";

/**
 * Draws `count` different rows, uniformly over those that are not in `excluded`; all of them where there are not more.
 *
 * @param excluded Rows 1 to `itemCount`.
 */
export function sampleNegatives(
  random: Random,
  excluded: ReadonlySet<number>,
  itemCount: number,
  count: number,
): Int32Array {
  if (itemCount - excluded.size <= count) return everyRow(itemCount).filter((row) => !excluded.has(row));
  const drawn = new Set<number>();
  while (drawn.size < count) {
    const row = random.int(itemCount) + 1;
    if (!excluded.has(row)) drawn.add(row);
  }
  return Int32Array.from(drawn);
}

function everyRow(itemCount: number): Int32Array {
  return Int32Array.from({ length: itemCount }, (_, index) => index + 1);
}
