/** Where sequences were put: all arrays have one entry a sequence, in the order they were given. */
export interface Packing {
  /** How many rows are in use. */
  readonly rows: number;
  readonly rowOf: Int32Array;
  /** First position within the row. */
  readonly startOf: Int32Array;
}

/**
 * Puts sequences into as few rows of `capacity` positions as the first-fit decreasing rule finds (at most 11/9 of the
 * fewest possible, plus one): longest first, each into the first row that still has room.
 *
 * @param lengths From 1 to `capacity` each.
 * @throws {RangeError} If a length is out of range.
 */
export function packSequences(lengths: readonly number[], capacity: number): Packing {
  const order = lengths.map((_, index) => index).sort((a, b) => lengths[b]! - lengths[a]! || a - b);
  const rowOf = new Int32Array(lengths.length);
  const startOf = new Int32Array(lengths.length);
  const filled: number[] = [];
  for (const index of order) {
    const length = lengths[index]!;
    if (!(length >= 1 && length <= capacity))
      throw new RangeError(`Cannot pack a sequence of ${length} positions: 1 to ${capacity} are wanted`);
    let row = filled.findIndex((used) => used + length <= capacity);
    if (row < 0) row = filled.push(0) - 1;
    rowOf[index] = row;
    startOf[index] = filled[row]!;
    filled[row]! += length;
  }
  return { rows: filled.length, rowOf, startOf };
}
