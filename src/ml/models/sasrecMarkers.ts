/** Stand for symbolic dimensions while tracing; primes, so that no product of other sizes is taken for them. */
const MARKERS = [7919, 7907, 7901, 7883, 7879, 7877, 7873, 7867] as const;

/**
 * Two dimensions to trace with where the real ones are symbolic: they divide none of the model's sizes.
 *
 * @throws {RangeError} If the sizes leave no two.
 */
export function sasrecMarkers(sizes: readonly number[]): [number, number] {
  const [first, second] = MARKERS.filter((marker) => sizes.every((size) => size % marker !== 0));
  if (first === undefined || second === undefined)
    throw new RangeError(`Cannot trace sizes ${sizes.join(", ")}: each marker divides one of them`);
  return [first, second];
}
