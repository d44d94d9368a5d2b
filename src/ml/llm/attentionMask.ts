/** @file What a decoder's positions may look at. Axes: B rows, T positions, P positions of the prefix, Q queries. */
import { tf } from "../trace/tensorflow.js";

/** Added to a score to hide it. Finite, because a row that is all -Infinity softmaxes to NaN. */
const HIDDEN = -1e9;

/** What is looked at beside the positions, and by whom. */
export interface AttentionMaskOptions {
  /** P; default: 0. */
  readonly prefixLength?: number;
  /** Int32 or bool `[B, P]`: 0 at padding of the prefix; default: all of it is real. */
  readonly prefixIsReal?: tf.Tensor | undefined;
  /** Int32 `[B, Q]`: the positions that look; default: all T. */
  readonly queries?: tf.Tensor;
}

/**
 * 0 where a position sees another, else at most `HIDDEN`: it sees the real prefix, itself, and what is real before it.
 * Made of ops alone, so that T may be symbolic.
 *
 * @param isReal `[B, T]`: 0 at padding.
 * @returns `[B, 1, Q, P + T]`
 */
export function attentionMask(
  isReal: tf.Tensor,
  { prefixLength = 0, prefixIsReal, queries }: AttentionMaskOptions = {},
): tf.Tensor {
  const [B = 0, T = 0] = isReal.shape;
  const positions = tf.range(0, T, 1, "int32"); // [T]
  const Q = queries?.shape[1] ?? T;
  const looking = queries ? tf.reshape(queries, [B, 1, Q, 1]) : tf.reshape(positions, [T, 1]);
  const hideFuture = hidden(tf.greater(tf.reshape(positions, [1, T]), looking)); // [T, T] or [B, 1, Q, T]
  const own = tf.add(tf.reshape(hidePadding(isReal), [B, 1, 1, T]), hideFuture); // [B, 1, Q, T]
  if (prefixLength === 0) return own;
  const open = tf.fill([B, 1, Q, prefixLength], 0); // not `zeros`, which is made in memory, at any size that is traced
  const prefix = prefixIsReal ? tf.add(open, tf.reshape(hidePadding(prefixIsReal), [B, 1, 1, prefixLength])) : open;
  return tf.concat([prefix, own], -1);
}

function hidePadding(isReal: tf.Tensor): tf.Tensor {
  return hidden(tf.logicalNot(tf.cast(isReal, "bool")));
}

function hidden(is: tf.Tensor): tf.Tensor {
  return tf.mul(tf.cast(is, "float32"), HIDDEN);
}
