/**
 * @file A linear map of the last axis by a weight that is stored the other way round, as language models store theirs.
 *
 * Axes: I width in, O width out.
 */
import { tf } from "../trace/tensorflow.js";

/**
 * `x Wᵀ + b`; nothing is transposed in memory.
 *
 * @param x `[..., I]`
 * @param weight `[O, I]`
 * @param bias `[O]`
 * @returns `[..., O]`
 * @throws {RangeError} If the widths do not fit.
 */
export function linearTransposed(x: tf.Tensor, weight: tf.Tensor, bias?: tf.Tensor): tf.Tensor {
  const [O, I] = weight.shape as [number, number];
  if (weight.rank !== 2 || x.shape.at(-1) !== I) {
    throw new RangeError(
      `Cannot map shape [${x.shape.join(", ")}] by a weight of shape [${weight.shape.join(", ")}]: [..., in] and [out, in] are wanted`,
    );
  }
  const rows = tf.reshape(x, [-1, I]); // [rows, I]
  const mapped = tf.matMul(rows, weight, false, true); // [rows, O]
  return tf.reshape(bias ? tf.add(mapped, bias) : mapped, [...x.shape.slice(0, -1), O]); // [..., O]
}
