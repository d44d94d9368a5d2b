/**
 * @file Hit rate (HR@k): the share of users whose target is among the first k items.
 *
 * With one target a user it equals recall@k. As in Kang & McAuley, "Self-Attentive Sequential Recommendation", ICDM 2018, section IV-B.
 */

/**
 * The share of `ranks` below `k`.
 *
 * @param ranks The place of each user's target in their ranking, counted from 0.
 * @returns 0 to 1; NaN without ranks.
 */
export function hitRateAt(ranks: ArrayLike<number>, k: number): number {
  let hits = 0;
  for (let i = 0; i < ranks.length; i++) if (ranks[i]! < k) hits++;
  return hits / ranks.length;
}
