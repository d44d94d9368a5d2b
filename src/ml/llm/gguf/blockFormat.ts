/** How a type of GGUF tensors is laid out: blocks of numbers that share a scale. */
export interface BlockFormat {
  /** Numbers in a block. */
  readonly size: number;
  /** Bytes of a block. */
  readonly bytes: number;
  /**
   * Widens whole blocks to float32.
   *
   * @param blocks Starts at the first block.
   * @param out As many numbers as the blocks hold.
   */
  intoFloats(blocks: DataView, out: Float32Array): void;
}
