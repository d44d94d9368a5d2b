import type { QuantizedWeight } from "../nn/quantizedLinear.js";
import type { tf } from "../trace/tensorflow.js";

/** The tensors of a decoder, by the names of `llmTensorShapes`; matrices of its layers may be quantised. */
export type LlmWeights = Readonly<Record<string, tf.Tensor | QuantizedWeight>>;

/** @throws {RangeError} If there is no weight of this name, or only a quantised one. */
export function llmWeight(weights: LlmWeights, name: string): tf.Tensor {
  const weight = weights[name];
  if (!weight) throw new RangeError(`Cannot compute with weight "${name}": it was not handed in`);
  if ("matrix" in weight) throw new RangeError(`Cannot compute with weight "${name}": it was handed in quantised`);
  return weight;
}
