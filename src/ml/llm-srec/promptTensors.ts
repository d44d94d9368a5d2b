/** @file A batch of prompts as tensors. Axes: B prompts, T positions, N packed rows, M soft tokens. */
import type { Packing } from "../llm/tokenLayout.js";
import type { tf } from "../trace/tensorflow.js";
import { llmSrecFeed } from "./llmSrecFeed.js";
import type { SoftPlaces } from "./softPlaces.js";

/** Words alone: no soft token is among them. */
export interface LeadTensors {
  /** Int32 `[B, T]`, or packed, `[N]`. */
  readonly tokens: tf.Tensor;
  /** 0 at padding, int32 `[B, T]`. */
  readonly isReal: tf.Tensor;
  readonly packing?: Packing;
}

/** Prompts of one batch, as `promptBatch` or `packPrompts` makes them. */
export interface PromptTensors extends LeadTensors, SoftPlaces {
  /** What comes before the first soft token, where it is read apart: no gradient goes there. */
  readonly lead?: LeadTensors;
}

/**
 * The prompts of one side, or of a part of it.
 *
 * @param batch The tensors of `promptFeeds`.
 * @param name What their names begin with, before a dot.
 * @throws {RangeError} If one is missing.
 */
export function promptTensors(batch: Readonly<Record<string, tf.Tensor>>, name: string): PromptTensors {
  const feed = (what: string) => llmSrecFeed(batch, `${name}.${what}`);
  const words = (prefix: string): LeadTensors => ({
    tokens: feed(`${prefix}tokens`),
    isReal: feed(`${prefix}isReal`),
    ...(batch[`${name}.${prefix}rowAt`] && {
      packing: { rowAt: feed(`${prefix}rowAt`), places: feed(`${prefix}places`) },
    }),
  });
  return {
    ...words(""),
    softRowAt: feed("softRowAt"),
    softPlaces: feed("softPlaces"),
    ...(batch[`${name}.lead.tokens`] && { lead: words("lead.") }),
  };
}
