/**
 * @file SASRec or eSASRec up to its last block, which training and serving read differently.
 *
 * Source: Kang & McAuley, "Self-Attentive Sequential Recommendation", ICDM 2018 (arXiv:1808.09781), in pmixer's
 * variant, the teacher of LLM-SRec (Kim et al., KDD '25). Departs from it: padded keys are masked (`sasrecLayout.ts`).
 * eSASRec (arXiv:2508.06450) has other blocks, and does not scale the embeddings.
 * Axes: B rows, T positions (oldest first), D width.
 */
import { dropout } from "../nn/dropout.js";
import { embed } from "../nn/embed.js";
import type { DropoutSource } from "../runtime/dropoutSource.js";
import { tf } from "../trace/tensorflow.js";
import { networkBlock } from "./networkBlock.js";
import type { SasrecConfig } from "./sasrecConfig.js";
import type { SasrecLayout } from "./sasrecLayout.js";
import { sasrecWeight, type SasrecWeights } from "./sasrecWeight.js";

/** The noise of a training pass; serving has none. */
export interface SasrecNoise {
  /** Share of the activations set to 0, 0 to below 1. */
  readonly dropoutRate: number;
  /** Where masks come from; null when not training. */
  readonly dropout: DropoutSource | null;
}

/** States after the embeddings and all blocks but the last; zero at padding; `[B, T, D]`. */
export function sasrecTrunk(
  weights: SasrecWeights,
  layout: SasrecLayout,
  config: SasrecConfig,
  noise: SasrecNoise,
): tf.Tensor {
  const items = embed(sasrecWeight(weights, "itemEmbeddings"), layout.items); // [B, T, D]
  const positions = embed(sasrecWeight(weights, "positionEmbeddings"), layout.ages); // [B, T, D]
  const isItem = tf.notEqual(layout.items, tf.scalar(0, "int32")); // [B, T]
  const kept = tf.expandDims(tf.cast(isItem, "float32"), 2); // [B, T, 1]
  const scale = config.kind === "sasrec" ? Math.sqrt(config.width) : 1;
  const sum = tf.add(tf.mul(items, scale), positions); // [B, T, D]
  let states = tf.mul(dropout(sum, noise.dropoutRate, noise.dropout), kept); // [B, T, D]
  for (let index = 0; index < config.blocks - 1; index++) {
    const input = { from: states, at: states, mask: layout.mask };
    states = tf.mul(networkBlock(weights, input, { ...noise, config, index }), kept); // [B, T, D]
  }
  return states;
}
