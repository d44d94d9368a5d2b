/** @file Prompts through a frozen language model. Axes: B prompts, T positions, N packed rows, P of what is read before, M soft tokens, D width. */
import { decode, type DecoderTrunk, decoderTrunk } from "../llm/decoder.js";
import type { DecoderInput, KeyValues } from "../llm/decoderInput.js";
import { llmWeight } from "../llm/llmWeight.js";
import { realPositions } from "../llm/realPositions.js";
import { embed } from "../nn/embed.js";
import { tf } from "../trace/tensorflow.js";
import type { FrozenDecoder } from "./frozenDecoder.js";
import { insertSoftTokens } from "./insertSoftTokens.js";
import { newestSoftTokens } from "./newestSoftTokens.js";
import type { LeadTensors, PromptTensors } from "./promptTensors.js";
import { statesAtSoftTokens } from "./statesAtSoftTokens.js";

/** States of the last layer, after the final norm. */
export interface PromptStates {
  /** At the out-tokens, `[B, D]`. */
  readonly out: tf.Tensor;
  /** At the newest soft token before the out-token, `[B, D]`; of no meaning where there is none. */
  readonly newest: tf.Tensor;
  /** Works out those at all soft tokens, out-tokens and items alike, `[M, D]`: the last layer is computed everywhere. */
  soft(): tf.Tensor;
}

/** What was read before, and is the same for all prompts or goes on row by row. */
interface Beginning {
  readonly prefix?: readonly KeyValues[];
  /** Int32 `[B, P]` */
  readonly prefixIsReal?: tf.Tensor;
  /** Int32 `[B, 1]`: how many real tokens it has. */
  readonly lengths?: tf.Tensor;
}

/**
 * Reads prompts. Differentiable by the soft tokens.
 *
 * @param soft `[M, D]`
 * @param start What was computed of the prompts' constant start; the prompts then are what follows it.
 */
export function promptStates(
  decoder: FrozenDecoder,
  prompts: PromptTensors,
  soft: tf.Tensor,
  start?: readonly KeyValues[],
): PromptStates {
  const shared = start && { prefix: start };
  const beginning = prompts.lead ? afterLead(decoder, prompts.lead, shared) : (shared ?? {});
  const embeddings = insertSoftTokens(wordsOf(decoder, prompts), soft, prompts); // [B, T, D] or [N, D]
  const trunk = decoderTrunk(decoder.weights, decoderInput(decoder, prompts, embeddings, beginning), decoder.config);
  return statesOf(trunk, prompts);
}

function statesOf(trunk: DecoderTrunk, prompts: PromptTensors): PromptStates {
  const read = trunk.at(newestSoftTokens(prompts)); // [B, 2, D]
  const [out, newest] = tf.unstack(read, 1) as [tf.Tensor, tf.Tensor];
  return { out, newest, soft: () => statesAtSoftTokens(trunk.everywhere().states, prompts) };
}

/** Reads what comes before the first soft tokens: its keys and values go on the start's. */
function afterLead(decoder: FrozenDecoder, lead: LeadTensors, shared: Beginning = {}): Beginning {
  const [B = 0] = lead.isReal.shape;
  const input = decoderInput(decoder, lead, wordsOf(decoder, lead), shared);
  const { keyValues } = decode(decoder.weights, input, decoder.config);
  const { prefix } = shared;
  const P = prefix?.[0]?.keys.shape[2] ?? 0;
  const joined = (before: tf.Tensor | undefined, own: tf.Tensor) =>
    before ? tf.concat([tf.broadcastTo(before, [B, ...before.shape.slice(1)]), own], 2) : own; // [B, G, P, K]
  const isReal = tf.cast(lead.isReal, "int32");
  return {
    prefix: keyValues.map(({ keys, values }, layer) => ({
      keys: joined(prefix?.[layer]?.keys, keys),
      values: joined(prefix?.[layer]?.values, values),
    })),
    prefixIsReal: P === 0 ? isReal : tf.concat([tf.ones([B, P], "int32"), isReal], 1),
    lengths: tf.add(tf.sum(isReal, 1, true), tf.scalar(P, "int32")), // [B, 1]
  };
}

function wordsOf({ weights }: FrozenDecoder, { tokens }: LeadTensors): tf.Tensor {
  return embed(llmWeight(weights, "embedding"), tokens); // [B, T, D] or [N, D]
}

function decoderInput(
  { maxPositions }: FrozenDecoder,
  { isReal, packing }: LeadTensors,
  embeddings: tf.Tensor,
  { prefix, prefixIsReal, lengths }: Beginning,
): DecoderInput {
  const own = realPositions(isReal, lengths ? 0 : (prefix?.[0]?.keys.shape[2] ?? 0)); // [B, T]
  return {
    ...{ embeddings, isReal, maxPositions, positions: lengths ? tf.add(own, lengths) : own },
    ...(packing && { packing }),
    ...(prefix && { prefix }),
    ...(prefixIsReal && { prefixIsReal }),
  };
}
