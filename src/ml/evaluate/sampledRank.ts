/**
 * The place of the target among itself and the negatives, counted from 0; ties and scores that are not numbers count against the model.
 *
 * @param scores `[N + 1]`, row 0 unused.
 */
export function sampledRank(scores: Float32Array, target: number, negatives: Int32Array): number {
  const score = scores[target]!;
  let rank = 0;
  for (const row of negatives) if (!(scores[row]! < score)) rank++;
  return rank;
}
