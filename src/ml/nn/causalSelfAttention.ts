/**
 * @file Causal multi-head self-attention, the mixing half of a SASRec block.
 *
 * Source: Kang & McAuley, "Self-Attentive Sequential Recommendation", ICDM 2018, III-B (arXiv:1808.09781), with the
 * H heads and the output projection of Vaswani et al. 2017. Query, key and value inputs are handed in separately,
 * because SASRec normalises the query's input only.
 * Departs from it: padded keys are hidden, so that a history gives the same answer however it is padded; keys have no bias.
 * Axes: B batch, T positions (oldest first), D model width, H heads, K = D / H head width.
 */
import type { DropoutSource } from "../runtime/dropoutSource.js";
import { tf } from "../trace/tensorflow.js";
import { dropout } from "./dropout.js";
import { linear } from "./linear.js";

/** Added to a score to hide it. Finite, because a row that is all -Infinity softmaxes to NaN. */
const HIDDEN = -1e9;

/** What attends, and what it attends to. */
export interface AttentionInputs {
  /** `[B, T, D]` */
  readonly query: tf.Tensor;
  /** `[B, T, D]` */
  readonly key: tf.Tensor;
  /** `[B, T, D]` */
  readonly value: tf.Tensor;
  /** `[B, T]`, bool: false at padding, whose keys nobody sees. */
  readonly isReal: tf.Tensor;
}

/** The layer's four projections: weights `[D, D]`, biases `[D]`. Keys have no bias, as softmax would cancel it. */
export interface AttentionWeights {
  readonly queryWeight: tf.Tensor;
  readonly queryBias: tf.Tensor;
  readonly keyWeight: tf.Tensor;
  readonly valueWeight: tf.Tensor;
  readonly valueBias: tf.Tensor;
  readonly outputWeight: tf.Tensor;
  readonly outputBias: tf.Tensor;
}

/** Heads, and dropout on the attention weights. */
export interface AttentionOptions {
  readonly heads: number;
  readonly dropoutRate: number;
  readonly dropout: DropoutSource | null;
}

/**
 * `softmax(Q Kᵀ / √K + mask) V`, projected. Position t sees the real positions among 0..t; what padding attends to is
 * of no meaning, but finite.
 *
 * @returns `[B, T, D]`; residual, norm and dropout of the sum are the block's to add.
 * @throws {RangeError} If the query is not of rank 3, or `heads` does not divide its width.
 */
export function causalSelfAttention(
  inputs: AttentionInputs,
  weights: AttentionWeights,
  options: AttentionOptions,
): tf.Tensor {
  const { heads } = options;
  const [B, T, D] = inputs.query.shape as [number, number, number];
  if (inputs.query.rank !== 3) {
    throw new RangeError(
      `Cannot attend over shape [${inputs.query.shape.join(", ")}]: [batch, positions, width] is wanted`,
    );
  }
  if (D % heads !== 0)
    throw new RangeError(`Cannot split width ${D} into ${heads} heads: a multiple of the heads is wanted`);
  const K = D / heads;
  const splitHeads = (y: tf.Tensor) => tf.transpose(tf.reshape(y, [B, T, heads, K]), [0, 2, 1, 3]); // [B, H, T, K]

  const scaled = tf.mul(linear(inputs.query, weights.queryWeight, weights.queryBias), 1 / Math.sqrt(K)); // [B, T, D]
  const q = splitHeads(scaled); // [B, H, T, K]
  const k = splitHeads(linear(inputs.key, weights.keyWeight)); // [B, H, T, K]
  const v = splitHeads(linear(inputs.value, weights.valueWeight, weights.valueBias)); // [B, H, T, K]

  const scores = tf.add(tf.matMul(q, k, false, true), attentionMask(inputs.isReal, T)); // [B, H, T, T]
  const attention = dropout(tf.softmax(scores), options.dropoutRate, options.dropout); // [B, H, T, T]
  const mixed = tf.transpose(tf.matMul(attention, v), [0, 2, 1, 3]); // [B, T, H, K]
  return linear(tf.reshape(mixed, [B, T, D]), weights.outputWeight, weights.outputBias); // [B, T, D]
}

/** `[B, 1, T, T]`: 0 where a query sees a key, else at most `HIDDEN`. Made of ops alone, so that T may be symbolic. */
function attentionMask(isReal: tf.Tensor, T: number): tf.Tensor {
  const positions = tf.range(0, T, 1, "int32"); // [T]
  const isFuture = tf.greater(tf.reshape(positions, [1, T]), tf.reshape(positions, [T, 1])); // [T, T]
  const isPadding = tf.logicalNot(tf.cast(isReal, "bool")); // [B, T]
  const hideFuture = tf.mul(tf.cast(isFuture, "float32"), HIDDEN); // [T, T]
  const hidePadding = tf.mul(tf.cast(isPadding, "float32"), HIDDEN); // [B, T]
  return tf.add(tf.expandDims(tf.expandDims(hidePadding, 1), 1), hideFuture); // [B, 1, T, T]
}
