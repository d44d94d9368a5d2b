import { linearTransposed } from "../nn/linearTransposed.js";
import { quantizedLinear } from "../nn/quantizedLinear.js";
import type { tf } from "../trace/tensorflow.js";
import { llmWeight, type LlmWeights } from "./llmWeight.js";

/**
 * `x Wᵀ + b` by one of a decoder's matrices, exact or quantised as it was handed in.
 *
 * @param x `[..., in]`
 * @returns `[..., out]`
 * @throws {RangeError} If there is no weight of this name.
 */
export function projected(x: tf.Tensor, weights: LlmWeights, name: string, bias?: tf.Tensor): tf.Tensor {
  const weight = weights[name];
  if (weight && "matrix" in weight) return quantizedLinear(x, weight, bias);
  return linearTransposed(x, llmWeight(weights, name), bias);
}
