/** Turns histories into user vectors: a loaded graph, or the same ops run eagerly. */
export interface SasrecEncoder {
  /**
   * @param history Item rows, padded with 0 on the left, row-major `[B, T]`.
   * @returns `[B, D]`.
   */
  encode(history: Int32Array, shape: readonly [rows: number, positions: number]): Promise<Float32Array>;
  /**
   * Dot products of user vectors with all items.
   *
   * @param users `[B, D]`
   * @returns `[B, N + 1]`
   */
  scoreItems(users: Float32Array): Promise<Float32Array>;
  close(): Promise<void>;
}
