/**
 * @file Prompts as they are served: the computation of `promptReadings` with every dimension of a batch left open, so
 * that one graph reads prompts of any number and length. Soft tokens are told by what stands at each place, and nothing
 * is joined whose length depends on two dimensions.
 *
 * Axes: B prompts, T positions, P of the constant start, Q that are read, I rows of item vectors, D width of the model,
 * E of the teacher.
 */
import { decoderTrunk } from "../llm/decoder.js";
import type { FrozenWeights } from "../llm/frozenWeights.js";
import { llmWeight } from "../llm/llmWeight.js";
import { realPositions } from "../llm/realPositions.js";
import { tracedWeights } from "../llm/tracedWeights.js";
import { embed } from "../nn/embed.js";
import { tf } from "../trace/tensorflow.js";
import type { Tracer } from "../trace/traceGraph.js";
import type { LlmSrecSettings } from "./llmSrecSettings.js";
import { type LlmSrecWeights, llmSrecWeight } from "./llmSrecWeight.js";
import { projector } from "./projector.js";
import type { PromptStart } from "./readPromptStart.js";

/** What a graph of served prompts is traced with. */
export interface ServingPromptOptions {
  readonly frozen: FrozenWeights;
  readonly settings: LlmSrecSettings;
  readonly side: "user" | "item";
  /** Of the constant start; null where there is none. */
  readonly start: PromptStart | null;
  /** Q */
  readonly readCount: number;
  /** Primes that stand for B, I and T. */
  readonly sizes: { readonly rows: number; readonly items: number; readonly positions: number };
  /** What soft tokens are made from, row 0 unused; `[I, width]`. */
  readonly items: tf.Tensor;
}

/**
 * Reads prompts. Inputs of the graph: `tokens` and `itemAt` (which row of `items` stands there, 0 for none), int32
 * `[B, T]`; `isReal`, int32 `[B, P + T]`, 1 at the start; `outPlace`, int32 `[B]`;
 * `userPlace` where users have a representation; `readPlaces`, int32 `[B, Q]`, and `readRows`, each `b T` more.
 *
 * @param teacher The teacher's vectors of users, `[B, E]`; read where users have a representation.
 * @returns States after the final norm, `[B, D]` each: at the first of the places that are read, and so on.
 */
export function servingPrompt(
  tracer: Tracer,
  weights: LlmSrecWeights,
  teacher: tf.Tensor,
  { frozen, settings, side, start, sizes, readCount: Q, items: given }: ServingPromptOptions,
): tf.Tensor[] {
  const { rows: B, positions: T } = sizes;
  const P = start?.[0]?.keys.shape[2] ?? 0;
  const { llmWidth: D, hasUserRepresentation } = settings.config;
  const every = tf.reshape(tf.range(0, T, 1, "int32"), [1, T]); // [1, T]
  const placed = (name: string) => {
    const place = tf.reshape(tracer.input(name, [B], "int32"), [B, 1]);
    return tf.expandDims(tf.cast(tf.equal(every, place), "float32"), -1); // [B, T, 1]
  };
  const itemAt = tracer.input("itemAt", [B, T], "int32"); // [B, T]
  const isItem = tf.expandDims(tf.cast(tf.greater(itemAt, tf.scalar(0, "int32")), "float32"), -1); // [B, T, 1]
  const items = tf.mul(projector(given, weights, "itemMap", "leakyRelu"), settings.softTokenScale); // [I, D]
  const isOut = placed("outPlace"); // [B, T, 1]
  const out = tf.reshape(llmSrecWeight(weights, `${side}Out`), [1, 1, D]);
  let soft = tf.add(tf.mul(embed(items, itemAt), isItem), tf.mul(out, isOut)); // [B, T, D]
  let isSoft = tf.add(isItem, isOut); // [B, T, 1]
  if (side === "user" && hasUserRepresentation) {
    const isUser = placed("userPlace"); // [B, T, 1]
    const user = tf.expandDims(projector(teacher, weights, "userMap", "leakyRelu"), 1); // [B, 1, D]
    soft = tf.add(soft, tf.mul(user, isUser));
    isSoft = tf.add(isSoft, isUser);
  }
  const decoderWeights = tracedWeights(tracer, frozen, { roundsInputs: false });
  const words = embed(llmWeight(decoderWeights, "embedding"), tracer.input("tokens", [B, T], "int32")); // [B, T, D]
  const whole = tracer.input("isReal", [B, P + T], "int32"); // [B, P + T]
  const isReal = P === 0 ? whole : tf.slice(whole, [0, P], [B, T]); // [B, T]
  const input = {
    embeddings: tf.add(tf.mul(words, tf.sub(1, isSoft)), soft), // [B, T, D]
    isReal,
    positions: realPositions(isReal, P),
    maxPositions: settings.prompt.maxTokens,
    ...(start && { prefix: start.map((layer) => ({ keys: constant(tracer, layer.keys), values: constant(tracer, layer.values) })) }), // prettier-ignore
  };
  const read = (name: string) => tracer.input(name, [B, Q], "int32");
  const places = { rows: read("readRows"), places: read("readPlaces") };
  const states = decoderTrunk(decoderWeights, input, frozen.config).at(places); // [B, Q, D]
  return Array.from({ length: Q }, (_, at) => tf.reshape(tf.slice(states, [0, at, 0], [B, 1, D]), [B, D]));
}

function constant(tracer: Tracer, { data, shape }: PromptStart[number]["keys"]): tf.Tensor {
  return tracer.constant(data as Float32Array, shape);
}
