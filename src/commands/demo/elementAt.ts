/**
 * The element at a place that is known to exist.
 *
 * @throws {RangeError} If the list has no such place: a bug of the caller.
 */
export function elementAt<T>(list: readonly T[], index: number): T {
  const element = list[index];
  if (element === undefined) throw new RangeError(`Cannot take element ${index} of a list of ${list.length}`);
  return element;
}
