/**
 * @file A linear map of the last axis.
 *
 * Axes: I width in, O width out.
 */
import { tf } from "../trace/tensorflow.js";

/**
 * `x W + b`.
 *
 * @param x `[..., I]`
 * @param weight `[I, O]`
 * @param bias `[O]`
 * @returns `[..., O]`
 * @throws {RangeError} If the widths do not fit.
 */
export function linear(x: tf.Tensor, weight: tf.Tensor, bias?: tf.Tensor): tf.Tensor {
  const width = x.shape.at(-1);
  const [I, O] = weight.shape as [number, number];
  if (weight.rank !== 2 || width !== I) {
    throw new RangeError(
      `Cannot map shape [${x.shape.join(", ")}] by a weight of shape [${weight.shape.join(", ")}]: [..., in] and [in, out] are wanted`,
    );
  }
  // Two axes only: the gradient of a batched matrix product does not sum over a weight shared by the batch.
  const rows = tf.reshape(x, [-1, I]); // [rows, I]
  const mapped = tf.matMul(rows, weight); // [rows, O]
  return tf.reshape(bias ? tf.add(mapped, bias) : mapped, [...x.shape.slice(0, -1), O]); // [..., O]
}
