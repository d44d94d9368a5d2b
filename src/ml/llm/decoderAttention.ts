/**
 * @file The attention of a Llama-like decoder: rotary positions, and key/value heads that several query heads share.
 *
 * Source: Touvron et al., "Llama 2", 2023, 2.2 (arXiv:2307.09288); grouped queries are Ainslie et al. 2023
 * (arXiv:2305.13245). Biases on queries, keys and values are Qwen 2's, their norms Qwen 3's.
 * Axes: B rows, T positions, P of the prefix, S = P + T, D width, H query heads, G key/value heads, K head width.
 */
import { rmsNorm } from "../nn/rmsNorm.js";
import { type RotaryTables, rotaryEmbedding } from "../nn/rotaryEmbedding.js";
import { tf } from "../trace/tensorflow.js";
import type { KeyValues } from "./decoderInput.js";
import type { LlmConfig } from "./llmConfig.js";
import { llmWeight, type LlmWeights } from "./llmWeight.js";
import { projected } from "./projected.js";

/** What all layers have in common. */
export interface AttentionContext {
  readonly config: LlmConfig;
  readonly tables: RotaryTables;
  /** int32 `[B, T]` */
  readonly positions: tf.Tensor;
  /** `[B, 1, T, S]`, added to the scores. */
  readonly mask: tf.Tensor;
}

/** What a layer takes from what it sees, and its own keys and values for whoever goes on from here. */
export interface AttentionResult {
  /** `[B, T, D]` */
  readonly mixed: tf.Tensor;
  /** `[B, G, T, K]` each, without the prefix's. */
  readonly keyValues: KeyValues;
}

/**
 * @param x Normalised states, `[B, T, D]`.
 * @param layer Its place, from 0; it names the weights.
 * @param prefix This layer's, if there is one.
 */
export function decoderAttention(
  weights: LlmWeights,
  x: tf.Tensor,
  layer: number,
  context: AttentionContext,
  prefix?: KeyValues,
): AttentionResult {
  const { config, tables, positions, mask } = context;
  const [B = 0, T = 0] = x.shape;
  const { heads: H, keyValueHeads: G, headWidth: K } = config;
  const weight = (name: string) => llmWeight(weights, `layer${layer}.${name}`);
  const project = (name: string, count: number) => {
    const bias = config.hasAttentionBias ? weight(`${name}Bias`) : undefined;
    const heads = tf.reshape(projected(x, weights, `layer${layer}.${name}`, bias), [B, T, count, K]);
    return tf.transpose(heads, [0, 2, 1, 3]); // [B, count, T, K]
  };
  const placed = (name: "query" | "key", count: number) => {
    const heads = project(name, count);
    const normal = config.hasQueryKeyNorm ? rmsNorm(heads, weight(`${name}Norm`), config.normEpsilon) : heads;
    return rotaryEmbedding(normal, positions, tables); // [B, count, T, K]
  };
  const query = tf.mul(placed("query", H), 1 / Math.sqrt(K)); // [B, H, T, K]
  const keyValues = { keys: placed("key", G), values: project("value", G) }; // [B, G, T, K] each
  const keys = afterPrefix(prefix?.keys, keyValues.keys); // [B, G, S, K]
  const values = afterPrefix(prefix?.values, keyValues.values); // [B, G, S, K]
  const S = keys.shape[2] ?? 0;
  // The H / G query heads of a key/value head lie next to each other, so that nothing is repeated.
  const scores = tf.matMul(tf.reshape(query, [B, G, (H / G) * T, K]), keys, false, true); // [B, G, H / G * T, S]
  const attention = tf.softmax(tf.add(tf.reshape(scores, [B, H, T, S]), mask)); // [B, H, T, S]
  const mixed = tf.matMul(tf.reshape(attention, [B, G, (H / G) * T, S]), values); // [B, G, H / G * T, K]
  const joined = tf.reshape(tf.transpose(tf.reshape(mixed, [B, H, T, K]), [0, 2, 1, 3]), [B, T, H * K]);
  const bias = config.hasOutputBias ? weight("outputBias") : undefined;
  return { mixed: projected(joined, weights, `layer${layer}.output`, bias), keyValues };
}

/** A prefix of one row is every row's. */
function afterPrefix(prefix: tf.Tensor | undefined, own: tf.Tensor): tf.Tensor {
  if (!prefix) return own;
  const [B = 0] = own.shape;
  return tf.concat([tf.broadcastTo(prefix, [B, ...prefix.shape.slice(1)]), own], 2);
}
