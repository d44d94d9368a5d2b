import type { tf } from "../trace/tensorflow.js";

/** Added to a score to hide it. Finite, because a row that is all -Infinity softmaxes to NaN. */
export const HIDDEN = -1e9;

/**
 * One batch as the encoder reads it: where in its history each item stands, and what it may see.
 *
 * Axes: B rows, T positions (oldest first), i the position that looks, j the position looked at.
 */
export interface SasrecLayout {
  /** Item rows, 0 = padding, int32 `[B, T]`. */
  readonly items: tf.Tensor;
  /** Positions counted from the newest item of the same history, which is 0; int32 `[B, T]`, below `maxLength`. */
  readonly ages: tf.Tensor;
  /** 0 where i may see j, at most `HIDDEN` where not; `[B, T, T]`. */
  readonly mask: tf.Tensor;
}
