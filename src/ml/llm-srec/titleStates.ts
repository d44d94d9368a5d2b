/** @file What the language model makes of titles alone. Axes: I titles, T tokens, D width. */
import { decode } from "../llm/decoder.js";
import { llmWeight } from "../llm/llmWeight.js";
import { realPositions } from "../llm/realPositions.js";
import { embed } from "../nn/embed.js";
import { tf } from "../trace/tensorflow.js";
import type { FrozenDecoder } from "./frozenDecoder.js";

/**
 * The mean state over a title's tokens, after the final norm: a text vector that needs no training.
 *
 * @param tokens Int32 `[I, T]`, padded on the right.
 * @param isReal Int32 `[I, T]`, 0 at padding; at least one token of a title is real.
 * @returns `[I, D]`
 */
export function titleStates(
  { weights, config, maxPositions }: Omit<FrozenDecoder, "userStart" | "itemStart">,
  tokens: tf.Tensor,
  isReal: tf.Tensor,
): tf.Tensor {
  const embeddings = embed(llmWeight(weights, "embedding"), tokens); // [I, T, D]
  const positions = realPositions(isReal); // [I, T]
  const { states } = decode(weights, { embeddings, isReal, positions, maxPositions }, config); // [I, T, D]
  const counted = tf.expandDims(tf.cast(isReal, "float32"), -1); // [I, T, 1]
  return tf.div(tf.sum(tf.mul(states, counted), 1), tf.sum(counted, 1)); // [I, D]
}
