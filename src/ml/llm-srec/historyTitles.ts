import type { VectorTable } from "./promptFeeds.js";
import { titleRecency } from "./titleRecency.js";

/**
 * The titles of histories as one row each: the sum of those of the window, by `titleRecency`.
 *
 * @param matches `titleMatches` of all items, `[N + 1, K]`.
 * @param histories Item rows, oldest first.
 * @param window Most items, the newest, that count.
 * @returns `[B, K]`
 */
export function historyTitles(
  { width, values }: VectorTable,
  histories: readonly Int32Array[],
  window: number,
): Float32Array {
  const sums = new Float32Array(histories.length * width);
  for (const [user, history] of histories.entries()) {
    const told = history.subarray(-window);
    const recency = titleRecency(told.length);
    for (const [at, row] of told.entries())
      for (let column = 0; column < width; column++)
        sums[user * width + column]! += recency[at]! * values[row * width + column]!;
  }
  return sums;
}
