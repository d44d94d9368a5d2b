import { tf } from "../trace/tensorflow.js";

/** The square of the shortest length that is divided by: PyTorch's 1e-12. A row of zeros stays one, without a NaN. */
const SHORTEST_SQUARE = 1e-24;

/**
 * Rows brought to length 1.
 *
 * @param x `[B, V]`
 * @returns `[B, V]`
 */
export function unitRows(x: tf.Tensor): tf.Tensor {
  const squares = tf.sum(tf.square(x), -1, true); // [B, 1]
  return tf.mul(x, tf.rsqrt(tf.maximum(squares, SHORTEST_SQUARE)));
}
