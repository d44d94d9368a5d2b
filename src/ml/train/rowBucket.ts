/**
 * Eight sizes an octave: at most an eighth of a batch is empty rows, and batches that differ by a row or two mostly
 * fall into one size.
 */
const SIZES_PER_OCTAVE = 8;

/**
 * The number of rows that a batch is padded to, so that few shapes of graph are needed.
 *
 * @param rows At least 1.
 */
export function rowBucket(rows: number): number {
  const step = Math.max(1, 2 ** Math.floor(Math.log2(rows)) / SIZES_PER_OCTAVE);
  return Math.ceil(rows / step) * step;
}
