/**
 * @file The position-wise feed-forward half of a SASRec block.
 *
 * Source: Kang & McAuley, "Self-Attentive Sequential Recommendation", ICDM 2018, III-C (arXiv:1808.09781); its
 * convolutions of width 1 are linear maps.
 * Axes: B batch, T positions, D model width, F inner width (D in the paper).
 */
import type { DropoutSource } from "../runtime/dropoutSource.js";
import { tf } from "../trace/tensorflow.js";
import { dropout } from "./dropout.js";
import { linear } from "./linear.js";

/** The layer's two linear maps. */
export interface FeedForwardWeights {
  /** `[D, F]` */
  readonly innerWeight: tf.Tensor;
  /** `[F]` */
  readonly innerBias: tf.Tensor;
  /** `[F, D]` */
  readonly outerWeight: tf.Tensor;
  /** `[D]` */
  readonly outerBias: tf.Tensor;
}

/** Dropout after each of the two maps. */
export interface FeedForwardOptions {
  readonly dropoutRate: number;
  readonly dropout: DropoutSource | null;
}

/**
 * `dropout(relu(dropout(x W1 + b1)) W2 + b2)`, every position on its own.
 *
 * @param x `[B, T, D]`
 * @returns `[B, T, D]`; the residual is the block's to add.
 */
export function pointwiseFeedForward(
  x: tf.Tensor,
  weights: FeedForwardWeights,
  options: FeedForwardOptions,
): tf.Tensor {
  const inner = linear(x, weights.innerWeight, weights.innerBias); // [B, T, F]
  const active = tf.relu(dropout(inner, options.dropoutRate, options.dropout)); // [B, T, F]
  const outer = linear(active, weights.outerWeight, weights.outerBias); // [B, T, D]
  return dropout(outer, options.dropoutRate, options.dropout); // [B, T, D]
}
