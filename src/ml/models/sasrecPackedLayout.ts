/**
 * @file Several histories a row, one after the other: how training gets its input, so that little of it is padding.
 *
 * Packing as in Krell et al., "Efficient Sequence Packing without Cross-contamination" (arXiv:2107.02027): attention
 * stays within a history, so the result is that of one history a row.
 * Axes: B rows, T positions.
 */
import { tf } from "../trace/tensorflow.js";
import { HIDDEN, type SasrecLayout } from "./sasrecLayout.js";

/** A packed batch as tensors, int32 `[B, T]` each. */
export interface SasrecPackedInput {
  /** Item rows, 0 = padding. */
  readonly items: tf.Tensor;
  /** Positions counted from the newest item of the same history, which is 0. */
  readonly ages: tf.Tensor;
  /** Where in the row the history of this position starts; a padding position's own index. */
  readonly starts: tf.Tensor;
}

/** Lays out histories so that each position sees its own history up to itself, and padding sees only itself. */
export function sasrecPackedLayout({ items, ages, starts }: SasrecPackedInput): SasrecLayout {
  const [, T = 0] = items.shape;
  const columns = tf.tensor(
    Int32Array.from({ length: T }, (_, j) => j),
    [1, 1, T],
    "int32",
  );
  const isEarlier = tf.cast(tf.less(columns, tf.expandDims(starts, 2)), "float32"); // [B, T, T]
  return { items, ages, mask: tf.add(tf.mul(isEarlier, HIDDEN), futureMask(T)) }; // [B, T, T]
}

/** `[1, T, T]`: 0 on and below the diagonal, `HIDDEN` above it. */
function futureMask(T: number): tf.Tensor {
  const mask = new Float32Array(T * T);
  for (let i = 0; i < T; i++) mask.fill(HIDDEN, i * T + i + 1, (i + 1) * T);
  return tf.tensor(mask, [1, T, T]);
}
