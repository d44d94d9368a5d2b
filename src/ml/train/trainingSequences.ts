/**
 * What can be learned from: of every user with at least two items, the newest `maxLength + 1`, which make `maxLength`
 * pairs of an item and the one after it.
 *
 * @param sequences Item rows of each user, oldest first.
 * @returns Views of them, in their order.
 */
export function trainingSequences(sequences: readonly Int32Array[], maxLength: number): Int32Array[] {
  return sequences.filter(({ length }) => length >= 2).map((rows) => rows.subarray(-(maxLength + 1)));
}
