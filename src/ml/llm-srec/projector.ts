/**
 * @file Two linear maps with a norm and an activation between them: every trained map of LLM-SRec has this form.
 *
 * Source: Kim et al., "Lost in Sequence", KDD 2025, 3.1 and appendix D (arXiv:2502.13909).
 * Axes: I width in, H hidden width, O width out.
 */
import { layerNorm } from "../nn/layerNorm.js";
import { linear } from "../nn/linear.js";
import { tf } from "../trace/tensorflow.js";
import { type LlmSrecWeights, llmSrecWeight } from "./llmSrecWeight.js";

const NORM_EPSILON = 1e-5; // PyTorch's default
const LEAK = 0.01; // PyTorch's default
const HALF = 0.5;

/** What stands between the two maps. */
export type ProjectorActivation = "leakyRelu" | "gelu";

/**
 * `activation(norm(x W1 + b1)) W2 + b2`; without the last bias where there is none.
 *
 * @param x `[..., I]`
 * @param weights Those of `projectorParameters` are found by `name` and a dot.
 * @returns `[..., O]`
 * @throws {RangeError} If a parameter is missing, or the widths do not fit.
 */
export function projector(
  x: tf.Tensor,
  weights: LlmSrecWeights,
  name: string,
  activation: ProjectorActivation,
): tf.Tensor {
  const weight = (part: string) => llmSrecWeight(weights, `${name}.${part}`);
  const inner = linear(x, weight("inner.weight"), weight("inner.bias")); // [..., H]
  const normal = layerNorm(inner, weight("norm.gain"), weight("norm.bias"), NORM_EPSILON); // [..., H]
  const active = activation === "gelu" ? gelu(normal) : tf.leakyRelu(normal, LEAK); // [..., H]
  return linear(active, weight("outer.weight"), weights[`${name}.outer.bias`]); // [..., O]
}

/** The exact form, by the error function. */
function gelu(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.mul(x, HALF), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
}
