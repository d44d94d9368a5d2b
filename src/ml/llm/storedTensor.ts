/** A tensor in a file, read as far as it is wanted: the largest are bigger than what one likes to hold in memory. */
export interface StoredTensor {
  readonly shape: readonly number[];
  /**
   * Rows along the first axis, as float32.
   *
   * @param from The first row.
   * @param to The row after the last.
   */
  readRows(from: number, to: number): Promise<Float32Array>;
}
