/**
 * @file A Llama-like decoder over embeddings: what a frozen language model makes of a prompt.
 *
 * Source: Touvron et al., "Llama", 2023, 2.2 (arXiv:2302.13971): normalisation before each part, SwiGLU (Shazeer 2020,
 * arXiv:2002.05202), rotary positions.
 * Departs from it: embeddings come in and states go out, so that any position's embedding can be learned; padding may
 * be on either side or left out; a prefix may be computed apart; the last layer may be computed where it is read only.
 * Axes: B rows, T positions, N packed rows, Q positions that are read, D width.
 */
import { rmsNorm } from "../nn/rmsNorm.js";
import { swiGlu } from "../nn/swiGlu.js";
import { tf } from "../trace/tensorflow.js";
import { type AttentionContext, type AttentionQueries, decoderAttention } from "./decoderAttention.js";
import { decoderContext, queriesAt, type ReadPlaces } from "./decoderContext.js";
import type { DecoderInput, KeyValues } from "./decoderInput.js";
import type { LlmConfig } from "./llmConfig.js";
import { llmWeight, type LlmWeights } from "./llmWeight.js";
import { projected } from "./projected.js";

/** What a decoder gives. */
export interface DecoderOutput {
  /** The last hidden states, after the final norm; `[B, T, D]` or `[N, D]`. Those of padding are finite and mean nothing. */
  readonly states: tf.Tensor;
  /** The states before the final norm, of the same shape. */
  readonly residual: tf.Tensor;
  /** Of each layer, the input's own positions: as the prefix of what follows. */
  readonly keyValues: readonly KeyValues[];
}

/** A decoder that has run through all layers but the last. */
export interface DecoderTrunk {
  /** The last layer everywhere, and the final norm. */
  everywhere(): DecoderOutput;
  /**
   * The last layer and the final norm where they are read alone, which is much less.
   *
   * @returns `[B, Q, D]`
   */
  at(places: ReadPlaces): tf.Tensor;
}

/**
 * Runs the first `config.layers` layers and the final norm. Each position sees the prefix, itself, and the real
 * positions before it. Eager or traced; differentiable by the embeddings.
 *
 * @param weights By the names of `llmTensorShapes`; `embedding` and `head` are not used.
 * @throws {RangeError} If a weight is missing, or a prefix is not of as many layers.
 */
export function decode(weights: LlmWeights, input: DecoderInput, config: LlmConfig): DecoderOutput {
  return decoderTrunk(weights, input, config).everywhere();
}

/** The same, up to the last layer. */
export function decoderTrunk(weights: LlmWeights, input: DecoderInput, config: LlmConfig): DecoderTrunk {
  const { prefix } = input;
  if (prefix && prefix.length !== config.layers) {
    throw new RangeError(`Cannot go on from a prefix of ${prefix.length} layers: ${config.layers} are wanted`);
  }
  const context = decoderContext(input, config);
  const through = (residual: tf.Tensor, layer: number, reading?: Reading) =>
    decoderLayer({ weights, context, layer, prefix: prefix?.[layer] }, residual, reading);
  const norm = (residual: tf.Tensor) => rmsNorm(residual, llmWeight(weights, "norm"), config.normEpsilon);
  const keyValues: KeyValues[] = [];
  let trunk = input.embeddings;
  const last = config.layers - 1;
  for (let layer = 0; layer < last; layer++) {
    const result = through(trunk, layer);
    trunk = result.residual;
    keyValues.push(result.keyValues);
  }
  return {
    everywhere() {
      const { residual, keyValues: own } = through(trunk, last);
      return { states: norm(residual), residual, keyValues: [...keyValues, own] };
    },
    at: (places) => norm(through(trunk, last, { rows: places.rows, queries: queriesAt(places, input) }).residual),
  };
}

/** Positions that are read alone. */
interface Reading {
  /** Int32 `[B, Q]` */
  readonly rows: tf.Tensor;
  readonly queries: AttentionQueries;
}

interface Layer {
  readonly weights: LlmWeights;
  readonly context: AttentionContext;
  readonly layer: number;
  readonly prefix: KeyValues | undefined;
}

/** @param given Of all positions. @returns Of those that are read. */
function decoderLayer({ weights, context, layer, prefix }: Layer, given: tf.Tensor, reading?: Reading) {
  const { normEpsilon } = context.config;
  const norm = (residual: tf.Tensor, name: string) =>
    rmsNorm(residual, llmWeight(weights, `layer${layer}.${name}`), normEpsilon);
  const read = (states: tf.Tensor) =>
    reading ? tf.gather(tf.reshape(states, [-1, states.shape.at(-1) ?? 0]), reading.rows) : states; // [B, Q, D]
  const x = norm(given, "attentionNorm");
  const queries = reading?.queries ?? context.all;
  const { mixed, keyValues } = decoderAttention(weights, layer, context, { x, looking: read(x), queries, prefix });
  const residual = tf.add(read(given), mixed);
  return { residual: tf.add(residual, feedForward(weights, norm(residual, "feedForwardNorm"), layer)), keyValues };
}

/** SwiGLU: `(silu(x Gᵀ) * x Uᵀ) Dᵀ`, of the shape of x. */
function feedForward(weights: LlmWeights, x: tf.Tensor, layer: number): tf.Tensor {
  const by = (name: string, input: tf.Tensor) => projected(input, weights, `layer${layer}.${name}`);
  return by("down", swiGlu(by("gate", x), by("up", x)));
}
