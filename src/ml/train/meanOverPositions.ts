import { tf } from "../trace/tensorflow.js";

/**
 * The mean of a loss over the positions that have something to learn.
 *
 * @param losses `[M]`
 * @param targets Item rows, 0 where there is nothing to learn, int32 `[M]`; at least one is not 0.
 */
export function meanOverPositions(losses: tf.Tensor, targets: tf.Tensor): tf.Scalar {
  const counts = tf.cast(tf.notEqual(targets, tf.scalar(0, "int32")), "float32"); // [M]
  return tf.div(tf.sum(tf.mul(losses, counts)), tf.sum(counts));
}
