/**
 * The value that a share of all values does not exceed, between neighbours by line; 0.5 is the median.
 *
 * @param share 0 to 1.
 * @throws {RangeError} Of no values.
 */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError("Cannot take a quantile of nothing");
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  return below + (above - below) * (place - Math.floor(place));
}
