import type { StoredTensor } from "../llm/storedTensor.js";
import type { NormalDistribution } from "./drawNormal.js";

/** Rows of the table that are in memory at a time. */
const ROWS_AT_ONCE = 4_096;

/**
 * Mean and standard deviation of all numbers of a language model's embedding table.
 *
 * @param embedding The checkpoint's tensor of this name.
 */
export async function embeddingDistribution(embedding: StoredTensor): Promise<NormalDistribution> {
  const [rows = 0] = embedding.shape;
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let row = 0; row < rows; row += ROWS_AT_ONCE) {
    const values = await embedding.readRows(row, Math.min(row + ROWS_AT_ONCE, rows));
    count += values.length;
    for (const value of values) {
      sum += value;
      squares += value * value;
    }
  }
  const mean = sum / count;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}
