/**
 * @file SASRec as it is served: the state at the newest position alone.
 *
 * Source: Kang & McAuley, ICDM 2018 (arXiv:1808.09781), see `sasrecTrunk.ts`. It is the vector that LLM-SRec (Kim et
 * al., KDD '25, 3.1) distils: the output of the final norm at the last position.
 * Axes: B rows, T positions (oldest first), D width.
 */
import { layerNorm } from "../nn/layerNorm.js";
import { tf } from "../trace/tensorflow.js";
import { networkBlock } from "./networkBlock.js";
import { SASREC_NORM_EPSILON, type SasrecConfig } from "./sasrecConfig.js";
import { HIDDEN, type SasrecLayout } from "./sasrecLayout.js";
import { sasrecTrunk } from "./sasrecTrunk.js";
import { sasrecWeight, type SasrecWeights } from "./sasrecWeight.js";

/**
 * One vector a history. The last block looks from the newest position only, which halves the work of two blocks.
 *
 * @param layout Of one history a row; the newest item stands at age 0.
 * @returns `[B, D]`; histories without items all get the same vector.
 */
export function sasrecUserVectors(weights: SasrecWeights, layout: SasrecLayout, config: SasrecConfig): tf.Tensor {
  const noise = { dropoutRate: 0, dropout: null };
  const states = sasrecTrunk(weights, layout, config, noise); // [B, T, D]
  const isNewest = tf.equal(layout.ages, tf.scalar(0, "int32")); // [B, T]
  const isPadding = tf.equal(layout.items, tf.scalar(0, "int32")); // [B, T]
  const chosen = tf.logicalAnd(isNewest, tf.logicalNot(isPadding)); // [B, T], one a row; none where there is no item
  const newest = tf.sum(tf.mul(states, tf.expandDims(tf.cast(chosen, "float32"), 2)), 1, true); // [B, 1, D]
  const mask = tf.mul(tf.expandDims(tf.cast(isPadding, "float32"), 1), HIDDEN); // [B, 1, T]
  const options = { ...noise, config, index: config.blocks - 1 };
  const last = networkBlock(weights, { from: newest, at: states, mask }, options); // [B, 1, D]
  const [gain, bias] = [sasrecWeight(weights, "norm.gain"), sasrecWeight(weights, "norm.bias")]; // [D] each
  return tf.reshape(layerNorm(last, gain, bias, SASREC_NORM_EPSILON), [-1, config.width]); // [B, D]
}
