/** The largest absolute difference; NaN if any of the values is, and infinite if the lengths differ. */
export function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  return Array.from(actual).reduce((largest, value, at) => {
    const difference = Math.abs(value - expected[at]!);
    return Number.isNaN(largest) || Number.isNaN(difference) ? Number.NaN : Math.max(largest, difference);
  }, 0);
}
