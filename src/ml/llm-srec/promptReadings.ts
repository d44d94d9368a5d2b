/**
 * @file What the language model makes of a batch's users or items: the states that heads read.
 *
 * Axes: B prompts, S soft tokens of items, M all soft tokens, D width of the model.
 */
import { tf } from "../trace/tensorflow.js";
import type { FrozenDecoder } from "./frozenDecoder.js";
import { llmSrecFeed } from "./llmSrecFeed.js";
import { type LlmSrecWeights, llmSrecWeight } from "./llmSrecWeight.js";
import { projector } from "./projector.js";
import { promptStates } from "./promptStates.js";

/** How soft tokens are made; defaults are the paper's. */
export interface SoftTokenOptions {
  /** The soft tokens of items are multiplied by it: near the deviation of word embeddings they start as words look. */
  readonly softTokenScale?: number;
  /** The user prompt has the teacher's user vector as a soft token. */
  readonly hasUserRepresentation?: boolean;
}

/** States after the final norm. */
export interface PromptReadings {
  /** At each prompt's out-token, `[B, D]`. */
  readonly out: tf.Tensor;
  /** At the soft tokens of items, in the order of the batch; 0 where room is left over; `[S, D]`. */
  readonly items: tf.Tensor;
}

/**
 * Reads the prompts of one side. Differentiable by the parameters; whatever the heads need follows from it.
 *
 * @param batch The tensors of `llmSrecFeeds` that begin with `side` and a dot, and `teacher` where users have one.
 * @throws {RangeError} If a tensor or a parameter is missing.
 */
export function promptReadings(
  decoder: FrozenDecoder,
  weights: LlmSrecWeights,
  batch: Readonly<Record<string, tf.Tensor>>,
  side: "user" | "item",
  { softTokenScale = 1, hasUserRepresentation = false }: SoftTokenOptions = {},
): PromptReadings {
  const feed = (name: string) => llmSrecFeed(batch, `${side}.${name}`);
  const prompts = {
    tokens: feed("tokens"),
    isReal: feed("isReal"),
    softRowAt: feed("softRowAt"),
    softPlaces: feed("softPlaces"),
  };
  const [B = 0] = prompts.tokens.shape;
  // Not `tile`, whose gradient is a slice for each row.
  const out = tf.mul(tf.ones([B, 1]), llmSrecWeight(weights, `${side}Out`)); // [B, D]
  const hasUsers = side === "user" && hasUserRepresentation;
  const users = hasUsers ? [projector(llmSrecFeed(batch, "teacher"), weights, "userMap", "leakyRelu")] : []; // [B, D]
  const vectors = feed("items"); // [S, width]
  const [S = 0] = vectors.shape;
  const items = tf.mul(projector(vectors, weights, "itemMap", "leakyRelu"), softTokenScale); // [S, D]
  const soft = tf.concat([out, ...users, items], 0); // [M, D]
  const states = promptStates(decoder, prompts, soft, side === "user" ? decoder.userStart : decoder.itemStart); // [M, D]
  return {
    out: tf.slice(states, [0, 0], [B, -1]),
    items: tf.slice(states, [hasUsers ? 2 * B : B, 0], [S, -1]),
  };
}
