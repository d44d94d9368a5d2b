/**
 * @file One block of SASRec: attention, then a feed-forward, each with a residual.
 *
 * Source: Kang & McAuley, ICDM 2018, III-B and III-C (arXiv:1808.09781), in pmixer's variant, the teacher of LLM-SRec:
 * queries are normed, keys and values are not, and the residuals start from the normed input.
 * Axes: B rows, Q positions that look, T positions looked at, D width.
 */
import { layerNorm } from "../nn/layerNorm.js";
import { pointwiseFeedForward } from "../nn/pointwiseFeedForward.js";
import { tf } from "../trace/tensorflow.js";
import { sasrecAttention, type SasrecAttentionInput, type SasrecAttentionOptions } from "./sasrecAttention.js";
import { SASREC_NORM_EPSILON } from "./sasrecConfig.js";
import { sasrecWeight, type SasrecWeights } from "./sasrecWeight.js";

/**
 * New states of the positions that look.
 *
 * @param input Their states before the norm, and those of the positions looked at.
 * @returns `[B, Q, D]`.
 */
export function sasrecBlock(
  weights: SasrecWeights,
  input: SasrecAttentionInput,
  options: SasrecAttentionOptions,
): tf.Tensor {
  const weight = (name: string) => sasrecWeight(weights, `block${options.index}.${name}`);
  const norm = (x: tf.Tensor, name: string) =>
    layerNorm(x, weight(`${name}.gain`), weight(`${name}.bias`), SASREC_NORM_EPSILON);
  const queries = norm(input.from, "attentionNorm"); // [B, Q, D]
  const attended = tf.add(queries, sasrecAttention(weights, { ...input, from: queries }, options)); // [B, Q, D]
  const states = norm(attended, "feedForwardNorm"); // [B, Q, D]
  const feedForwardWeights = {
    innerWeight: weight("inner.weight"),
    innerBias: weight("inner.bias"),
    outerWeight: weight("outer.weight"),
    outerBias: weight("outer.bias"),
  };
  return tf.add(states, pointwiseFeedForward(states, feedForwardWeights, options)); // [B, Q, D]
}
