/**
 * The items that occur least; of two that occur as often, the one of the lower row first.
 *
 * @param popularity Occurrences in training, `[N + 1]`, row 0 unused.
 * @param share Of the N items, 0 to 1; rounded down to whole items.
 * @returns Their rows.
 */
export function leastPopularItems(popularity: Float32Array, share: number): ReadonlySet<number> {
  const items = Uint32Array.from({ length: popularity.length - 1 }, (_unused, index) => index + 1);
  items.sort((one, other) => popularity[one]! - popularity[other]! || one - other);
  return new Set(items.subarray(0, Math.floor(share * items.length)));
}
