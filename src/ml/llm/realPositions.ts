/** @file Places of tokens that do not depend on padding. Axes: B rows, T positions. */
import { tf } from "../trace/tensorflow.js";

/**
 * Each real token's place among the real ones; padding bears the place of the token before it, or the first.
 *
 * @param isReal Int32 `[B, T]`: 0 at padding.
 * @param first The place of the first: as many as a prefix has.
 * @returns Int32 `[B, T]`
 */
export function realPositions(isReal: tf.Tensor, first = 0): tf.Tensor {
  const counted = tf.cumsum(tf.cast(isReal, "int32"), 1); // [B, T]
  const places = tf.maximum(tf.sub(counted, tf.scalar(1, "int32")), tf.scalar(0, "int32"));
  return first === 0 ? places : tf.add(places, tf.scalar(first, "int32"));
}
