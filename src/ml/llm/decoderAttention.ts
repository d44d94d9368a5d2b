/**
 * @file The attention of a Llama-like decoder: rotary positions, and key/value heads that several query heads share.
 *
 * Source: Touvron et al., "Llama 2", 2023, 2.2 (arXiv:2307.09288). Biases on queries, keys and values are Qwen 2's,
 * their norms Qwen 3's.
 * Axes: B rows, T positions, Q queries, P of the prefix, S = P + T, D width, H query heads, G key/value heads, K head
 * width.
 */
import { attend } from "../nn/attend.js";
import { rmsNorm } from "../nn/rmsNorm.js";
import { type RotaryTables, rotaryEmbedding } from "../nn/rotaryEmbedding.js";
import { tf } from "../trace/tensorflow.js";
import type { KeyValues } from "./decoderInput.js";
import type { LlmConfig } from "./llmConfig.js";
import { llmWeight, type LlmWeights } from "./llmWeight.js";
import { projected } from "./projected.js";
import type { TokenLayout } from "./tokenLayout.js";

/** Who looks. */
export interface AttentionQueries {
  readonly layout: TokenLayout;
  /** int32 `[B, Q]` */
  readonly positions: tf.Tensor;
  /** `[B, 1, Q, S]`, added to the scores. */
  readonly mask: tf.Tensor;
}

/** What all layers have in common. */
export interface AttentionContext {
  readonly config: LlmConfig;
  readonly tables: RotaryTables;
  /** The same, by the scale of scores: queries are turned and scaled at once. */
  readonly queryTables: RotaryTables;
  /** Of keys, and of who looks from everywhere: Q = T. */
  readonly all: AttentionQueries;
}

/** What looks in one layer, and what it looks from. */
interface AttentionInputs {
  /** Normalised states of all positions, in the layout of `context.all`. */
  readonly x: tf.Tensor;
  /** Those of `queries`, in their layout. */
  readonly looking: tf.Tensor;
  readonly queries: AttentionQueries;
  /** This layer's, if there is one. */
  readonly prefix: KeyValues | undefined;
}

/** What a layer takes from what it sees, and its own keys and values for whoever goes on from here. */
export interface AttentionResult {
  /** In the layout of the queries. */
  readonly mixed: tf.Tensor;
  /** `[B, G, T, K]` each, without the prefix's. */
  readonly keyValues: KeyValues;
}

/** @param layer Its place, from 0; it names the weights. */
export function decoderAttention(
  weights: LlmWeights,
  layer: number,
  context: AttentionContext,
  { x, looking, queries, prefix }: AttentionInputs,
): AttentionResult {
  const { config, tables, queryTables, all } = context;
  const weight = (name: string) => llmWeight(weights, `layer${layer}.${name}`);
  const project = (name: string, input: tf.Tensor, layout: TokenLayout, heads: number) => {
    const bias = config.hasAttentionBias ? weight(`${name}Bias`) : undefined;
    return layout.split(projected(input, weights, `layer${layer}.${name}`, bias), heads); // [B, heads, ., K]
  };
  const normal = (name: string, heads: tf.Tensor) =>
    config.hasQueryKeyNorm ? rmsNorm(heads, weight(`${name}Norm`), config.normEpsilon) : heads;
  const query = project("query", looking, queries.layout, config.heads); // [B, H, Q, K]
  const key = project("key", x, all.layout, config.keyValueHeads); // [B, G, T, K]
  const value = project("value", x, all.layout, config.keyValueHeads); // [B, G, T, K]
  const turned = rotaryEmbedding(normal("query", query), queries.positions, queryTables); // [B, H, Q, K]
  const keys = rotaryEmbedding(normal("key", key), all.positions, tables); // [B, G, T, K]
  const mixed = attend(turned, afterPrefix(prefix?.keys, keys), afterPrefix(prefix?.values, value), queries.mask);
  const bias = config.hasOutputBias ? weight("outputBias") : undefined;
  return {
    mixed: projected(queries.layout.join(mixed), weights, `layer${layer}.output`, bias),
    keyValues: { keys, values: value },
  };
}

/** A prefix of one row is every row's. */
function afterPrefix(prefix: tf.Tensor | undefined, own: tf.Tensor): tf.Tensor {
  if (!prefix) return own;
  const [B = 0] = own.shape;
  return tf.concat([tf.broadcastTo(prefix, [B, ...prefix.shape.slice(1)]), own], 2); // [B, G, S, K]
}
