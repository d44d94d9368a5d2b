/** A matrix in eight bits. */
export interface QuantizedMatrix {
  /** `[out, blocks, block]`; 128 stands for 0, and fills the last block of a row where it is not full. */
  readonly numbers: Uint8Array;
  /** What a step of each block is worth, `[out, blocks]`. */
  readonly scales: Float32Array;
}

const ZERO = 128;
/** The largest step, so that both signs reach as far. */
const LARGEST = 127;

/**
 * Rounds a matrix to eight bits, each block of a row by its own largest weight.
 *
 * @param values `[out, in]`
 * @param width Numbers in a row.
 * @param block Numbers in a block.
 */
export function quantizeMatrix(values: Float32Array, width: number, block: number): QuantizedMatrix {
  const rows = values.length / width;
  const blocks = Math.ceil(width / block);
  const numbers = new Uint8Array(rows * blocks * block).fill(ZERO);
  const scales = new Float32Array(rows * blocks);
  for (let at = 0; at < scales.length; at++) {
    const column = (at % blocks) * block;
    const from = Math.floor(at / blocks) * width + column;
    const count = Math.min(block, width - column);
    let largest = 0;
    for (let i = 0; i < count; i++) {
      const size = values[from + i]! < 0 ? -values[from + i]! : values[from + i]!;
      if (size > largest) largest = size;
    }
    const scale = Math.fround(largest / LARGEST) || 1;
    scales[at] = scale;
    // Stored as a byte, a number loses its fraction: half a step more rounds it.
    for (let i = 0; i < count; i++) numbers[at * block + i] = ZERO + values[from + i]! / scale + 0.5;
  }
  return { numbers, scales };
}
