import type { Fusion } from "./fusion.js";

/**
 * How popular items are, as fusion counts it: the logarithm, standardised.
 *
 * @param popularity Occurrences in the training log, `[N + 1]`.
 * @returns `[N + 1]`, row 0 is 0.
 */
export function standardPopularity(
  popularity: Float32Array,
  { popularityMean, popularityDeviation }: Pick<Fusion, "popularityMean" | "popularityDeviation">,
): Float32Array {
  return popularity.map((count, row) => (row === 0 ? 0 : (Math.log1p(count) - popularityMean) / popularityDeviation));
}
