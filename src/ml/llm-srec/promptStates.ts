/** @file Prompts through a frozen language model. Axes: B prompts, T positions, M soft tokens, D width. */
import { decode } from "../llm/decoder.js";
import type { KeyValues } from "../llm/decoderInput.js";
import { llmWeight } from "../llm/llmWeight.js";
import { realPositions } from "../llm/realPositions.js";
import { embed } from "../nn/embed.js";
import type { tf } from "../trace/tensorflow.js";
import type { FrozenDecoder } from "./frozenDecoder.js";
import { insertSoftTokens } from "./insertSoftTokens.js";
import type { SoftPlaces } from "./softPlaces.js";
import { statesAtSoftTokens } from "./statesAtSoftTokens.js";

/** Prompts of one batch, as `promptBatch` makes them. */
export interface PromptTensors extends SoftPlaces {
  /** Any id where a soft token or padding stands; int32 `[B, T]`. */
  readonly tokens: tf.Tensor;
  /** 0 at padding, int32 `[B, T]`. */
  readonly isReal: tf.Tensor;
}

/**
 * The states of the last layer, after the final norm, at all soft tokens: out-tokens and items alike. Differentiable by
 * the soft tokens.
 *
 * @param soft `[M, D]`
 * @param start What was computed of the prompts' constant start; the prompts then are what follows it.
 * @returns `[M, D]`
 */
export function promptStates(
  { weights, config, maxPositions }: FrozenDecoder,
  prompts: PromptTensors,
  soft: tf.Tensor,
  start?: readonly KeyValues[],
): tf.Tensor {
  const words = embed(llmWeight(weights, "embedding"), prompts.tokens); // [B, T, D]
  const input = {
    embeddings: insertSoftTokens(words, soft, prompts), // [B, T, D]
    isReal: prompts.isReal,
    positions: realPositions(prompts.isReal, start?.[0]?.keys.shape[2] ?? 0),
    maxPositions,
    ...(start && { prefix: start }),
  };
  return statesAtSoftTokens(decode(weights, input, config).states, prompts);
}
