/**
 * @file The attention of a SASRec block: a weighted mean of what a position may see.
 *
 * Source: Kang & McAuley, ICDM 2018, III-B (arXiv:1808.09781); heads and output projection as in Vaswani et al. 2017
 * (PyTorch's MultiheadAttention). Departs from it: no key bias, which softmax would cancel.
 * Axes: B rows, Q positions that look, T positions looked at, D width, H heads, K = D / H head width.
 */
import { dropout } from "../nn/dropout.js";
import { linear } from "../nn/linear.js";
import type { DropoutSource } from "../runtime/dropoutSource.js";
import { tf } from "../trace/tensorflow.js";
import { sasrecWeight, type SasrecWeights } from "./sasrecWeight.js";

/** Where a block looks from, where it looks at, and what of that is hidden. */
export interface SasrecAttentionInput {
  /** States of the positions that look, `[B, Q, D]`. */
  readonly from: tf.Tensor;
  /** States of the positions looked at, `[B, T, D]`. */
  readonly at: tf.Tensor;
  /** 0 where visible, at most -1e9 where hidden; `[B, Q, T]`. */
  readonly mask: tf.Tensor;
}

/** What a block needs besides its inputs. */
export interface SasrecAttentionOptions {
  /** The block's place, from 0; it names the parameters. */
  readonly index: number;
  /** H; divides the width. */
  readonly heads: number;
  /** Share of the activations set to 0 in training, 0 to below 1. */
  readonly dropoutRate: number;
  /** Where masks come from; null when not training. */
  readonly dropout: DropoutSource | null;
}

/** What each position that looks takes from those it sees, projected; `[B, Q, D]`. */
export function sasrecAttention(
  weights: SasrecWeights,
  input: SasrecAttentionInput,
  options: SasrecAttentionOptions,
): tf.Tensor {
  const { index, heads } = options;
  const weight = (name: string) => sasrecWeight(weights, `block${index}.${name}`);
  const query = linear(input.from, weight("query.weight"), weight("query.bias")); // [B, Q, D]
  const key = linear(input.at, weight("key.weight")); // [B, T, D]
  const value = linear(input.at, weight("value.weight"), weight("value.bias")); // [B, T, D]
  const project = (mixed: tf.Tensor) => linear(mixed, weight("output.weight"), weight("output.bias")); // [B, Q, D]
  if (heads === 1) return project(mix([query, key, value], input.mask, options));

  const split = (x: tf.Tensor) => splitHeads(x, heads); // [B, H, Q or T, K]
  const mixed = mix([split(query), split(key), split(value)], tf.expandDims(input.mask, 1), options); // [B, H, Q, K]
  return project(tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), query.shape)); // [B, Q, D]
}

/** `softmax(q kᵀ / √K + mask) v`, with dropout on the attention; `[..., Q, K]`. */
function mix(
  [q, k, v]: [tf.Tensor, tf.Tensor, tf.Tensor],
  mask: tf.Tensor,
  { dropoutRate, dropout: source }: SasrecAttentionOptions,
): tf.Tensor {
  const headWidth = q.shape.at(-1) ?? 1;
  const scores = tf.matMul(tf.mul(q, 1 / Math.sqrt(headWidth)), k, false, true); // [..., Q, T]
  const attention = tf.softmax(tf.add(scores, mask)); // [..., Q, T], each row sums to 1
  return tf.matMul(dropout(attention, dropoutRate, source), v); // [..., Q, K]
}

/** `[B, T, D]` to `[B, H, T, K]`. */
function splitHeads(x: tf.Tensor, heads: number): tf.Tensor {
  const [B = 0, T = 0, D = 0] = x.shape;
  return tf.transpose(tf.reshape(x, [B, T, heads, D / heads]), [0, 2, 1, 3]);
}
