/**
 * The place of the target among all items but those of the history, counted from 0.
 *
 * Ties count against the model, and so does a score that is not a number, the target's own included: a model cannot gain by
 * scoring everything alike, or by breaking.
 *
 * @param scores `[N + 1]`, row 0 unused.
 * @param history Rows to leave out; the target stays even if it is one of them.
 */
export function targetRank(scores: Float32Array, target: number, history: Iterable<number>): number {
  const score = scores[target]!;
  let rank = 0;
  for (let row = 1; row < scores.length; row++) if (!(scores[row]! < score)) rank++;
  rank--; // The target itself, which is never below itself
  for (const row of new Set(history)) if (row !== target && !(scores[row]! < score)) rank--;
  return rank;
}
