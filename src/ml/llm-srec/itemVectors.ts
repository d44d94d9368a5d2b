/** @file What an item is compared with users by. Axes: I items, D width of the language model, F of what soft tokens are made from, V of vectors. */
import { tf } from "../trace/tensorflow.js";
import type { LlmSrecWeights } from "./llmSrecWeight.js";
import { projector } from "./projector.js";
import type { ReadOutOptions } from "./readOutOptions.js";

/** What items are read from. */
export interface ItemReadings {
  /** States at `[ItemOut]`, `[I, D]`. */
  readonly out: tf.Tensor;
  /** What the items' soft tokens are made from, `[I, F]`; only where there is an item residual. */
  readonly features?: tf.Tensor;
  /** `titleMatches` of the items, `[I, K]`; only where titles are matched. */
  readonly matches?: tf.Tensor;
}

/**
 * The vectors of items: the paper's (3.1), and what is named added to it.
 *
 * @returns `[I, V]`
 * @throws {RangeError} If a parameter or a reading is missing.
 */
export function itemVectors(weights: LlmSrecWeights, readings: ItemReadings, options: ReadOutOptions = {}): tf.Tensor {
  const vectors = headVectors(weights, readings, options);
  if (!options.titleMatch) return vectors;
  if (!readings.matches) throw new RangeError("Cannot make item vectors: what titles are matched by is missing");
  return tf.concat([vectors, readings.matches], 1);
}

function headVectors(weights: LlmSrecWeights, { out, features }: ItemReadings, options: ReadOutOptions): tf.Tensor {
  const vectors = projector(out, weights, "itemHead", "leakyRelu"); // [I, V]
  if (!options.itemResidual) return vectors;
  if (!features) throw new RangeError("Cannot make item vectors: what soft tokens are made from is missing");
  return tf.add(vectors, projector(features, weights, "itemResidual", "gelu"));
}
