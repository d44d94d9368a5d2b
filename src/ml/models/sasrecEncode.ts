/**
 * @file SASRec as it is trained: says at every position of a history what should come next.
 *
 * Source: Kang & McAuley, ICDM 2018 (arXiv:1808.09781), see `sasrecTrunk.ts`.
 * Axes: B rows, T positions (oldest first), D width.
 */
import { layerNorm } from "../nn/layerNorm.js";
import type { tf } from "../trace/tensorflow.js";
import { networkBlock } from "./networkBlock.js";
import { SASREC_NORM_EPSILON, type SasrecConfig } from "./sasrecConfig.js";
import type { SasrecLayout } from "./sasrecLayout.js";
import { sasrecTrunk, type SasrecNoise } from "./sasrecTrunk.js";
import { sasrecWeight, type SasrecWeights } from "./sasrecWeight.js";

/**
 * Hidden state at every position; its dot product with an item's embedding is that item's score as the next one.
 *
 * @returns `[B, T, D]`, after the final norm; at padding positions it means nothing.
 */
export function sasrecEncode(
  weights: SasrecWeights,
  layout: SasrecLayout,
  config: SasrecConfig,
  noise: SasrecNoise = { dropoutRate: 0, dropout: null },
): tf.Tensor {
  const states = sasrecTrunk(weights, layout, config, noise); // [B, T, D]
  const input = { from: states, at: states, mask: layout.mask };
  const last = networkBlock(weights, input, { ...noise, config, index: config.blocks - 1 }); // [B, T, D]
  const [gain, bias] = [sasrecWeight(weights, "norm.gain"), sasrecWeight(weights, "norm.bias")]; // [D] each
  return layerNorm(last, gain, bias, SASREC_NORM_EPSILON); // [B, T, D]
}
