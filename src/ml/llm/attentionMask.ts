/** @file What a decoder's positions may look at. Axes: B rows, T positions, P positions of the prefix. */
import { tf } from "../trace/tensorflow.js";

/** Added to a score to hide it. Finite, because a row that is all -Infinity softmaxes to NaN. */
const HIDDEN = -1e9;

/**
 * 0 where a position sees another, else at most `HIDDEN`: it sees the prefix, itself, and what is real before it. Made
 * of ops alone, so that T may be symbolic.
 *
 * @param isReal `[B, T]`: 0 at padding.
 * @param prefixLength P
 * @returns `[B, 1, T, P + T]`
 */
export function attentionMask(isReal: tf.Tensor, prefixLength: number): tf.Tensor {
  const [B = 0, T = 0] = isReal.shape;
  const positions = tf.range(0, T, 1, "int32"); // [T]
  const isFuture = tf.greater(tf.reshape(positions, [1, T]), tf.reshape(positions, [T, 1])); // [T, T]
  const isPadding = tf.logicalNot(tf.cast(isReal, "bool")); // [B, T]
  const hideFuture = tf.mul(tf.cast(isFuture, "float32"), HIDDEN); // [T, T]
  const hidePadding = tf.mul(tf.cast(isPadding, "float32"), HIDDEN); // [B, T]
  const own = tf.add(tf.reshape(hidePadding, [B, 1, 1, T]), hideFuture); // [B, 1, T, T]
  return prefixLength === 0 ? own : tf.concat([tf.zeros([B, 1, T, prefixLength]), own], -1);
}
