/**
 * @file Normalised discounted cumulative gain (NDCG@k) with one target a user.
 *
 * Järvelin & Kekäläinen, "Cumulated gain-based evaluation of IR techniques", TOIS 2002. With a single relevant item the ideal gain
 * is 1, so what is left is the discount of the target's place.
 */

/**
 * The mean of 1 / log2(rank + 2) over the users whose target is among the first `k`, and of 0 over the others.
 *
 * @param ranks The place of each user's target in their ranking, counted from 0.
 * @returns 0 to 1; NaN without ranks.
 */
export function ndcgAt(ranks: ArrayLike<number>, k: number): number {
  let gain = 0;
  for (let i = 0; i < ranks.length; i++) if (ranks[i]! < k) gain += 1 / Math.log2(ranks[i]! + 2);
  return gain / ranks.length;
}
