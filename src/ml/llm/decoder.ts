/**
 * @file A Llama-like decoder over embeddings: what a frozen language model makes of a prompt.
 *
 * Source: Touvron et al., "Llama", 2023, 2.2 (arXiv:2302.13971): normalisation before each part, SwiGLU (Shazeer 2020,
 * arXiv:2002.05202), rotary positions.
 * Departs from it: embeddings come in and states go out, so that any position's embedding can be learned; padding may
 * be on either side; a prefix may be computed apart.
 * Axes: B rows, T positions, D width.
 */
import { rmsNorm } from "../nn/rmsNorm.js";
import { tf } from "../trace/tensorflow.js";
import { attentionMask } from "./attentionMask.js";
import { type AttentionContext, decoderAttention } from "./decoderAttention.js";
import type { DecoderInput, KeyValues } from "./decoderInput.js";
import type { LlmConfig } from "./llmConfig.js";
import { llmWeight, type LlmWeights } from "./llmWeight.js";
import { projected } from "./projected.js";
import { rotaryTables } from "./rotaryTables.js";

/** What a decoder gives. */
export interface DecoderOutput {
  /** The last hidden states, after the final norm; `[B, T, D]`. Those of padding are finite and mean nothing. */
  readonly states: tf.Tensor;
  /** The states before the final norm, `[B, T, D]`. */
  readonly residual: tf.Tensor;
  /** Of each layer, the input's own positions: as the prefix of what follows. */
  readonly keyValues: readonly KeyValues[];
}

/**
 * Runs the first `config.layers` layers and the final norm. Each position sees the prefix, itself, and the real
 * positions before it. Eager or traced; differentiable by the embeddings.
 *
 * @param weights By the names of `llmTensorShapes`; `embedding` and `head` are not used.
 * @throws {RangeError} If a weight is missing, or a prefix is not of as many layers.
 */
export function decode(weights: LlmWeights, input: DecoderInput, config: LlmConfig): DecoderOutput {
  const { prefix } = input;
  if (prefix && prefix.length !== config.layers) {
    throw new RangeError(`Cannot go on from a prefix of ${prefix.length} layers: ${config.layers} are wanted`);
  }
  const context: AttentionContext = {
    config,
    tables: rotaryTables(config.rotaryFrequencies, input.maxPositions),
    positions: input.positions,
    mask: attentionMask(input.isReal, prefix?.[0]?.keys.shape[2] ?? 0),
  };
  let residual = input.embeddings; // [B, T, D]
  const keyValues: KeyValues[] = [];
  for (let layer = 0; layer < config.layers; layer++) {
    const norm = (name: string) => rmsNorm(residual, llmWeight(weights, `layer${layer}.${name}`), config.normEpsilon); // [B, T, D]
    const attention = decoderAttention(weights, norm("attentionNorm"), layer, context, prefix?.[layer]);
    residual = tf.add(residual, attention.mixed);
    residual = tf.add(residual, feedForward(weights, norm("feedForwardNorm"), layer));
    keyValues.push(attention.keyValues);
  }
  return { states: rmsNorm(residual, llmWeight(weights, "norm"), config.normEpsilon), residual, keyValues };
}

/** SwiGLU: `(silu(x Gᵀ) * x Uᵀ) Dᵀ`, `[B, T, D]`. */
function feedForward(weights: LlmWeights, x: tf.Tensor, layer: number): tf.Tensor {
  const by = (name: string, input: tf.Tensor) => projected(input, weights, `layer${layer}.${name}`);
  const gate = by("gate", x); // [B, T, hidden]
  return by("down", tf.mul(tf.mul(gate, tf.sigmoid(gate)), by("up", x)));
}
