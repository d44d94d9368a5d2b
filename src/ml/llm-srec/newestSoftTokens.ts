/** @file The two soft tokens of a prompt that are read alone. Axes: B prompts, T positions, N packed rows. */
import type { ReadPlaces } from "../llm/decoderContext.js";
import { tf } from "../trace/tensorflow.js";
import type { PromptTensors } from "./promptTensors.js";

/**
 * Where the out-token stands, and the newest soft token before it. Made of ops alone, so that B and T may be symbolic.
 *
 * @returns `[B, 2]`; the second is any place of any prompt where a prompt has no other soft token.
 */
export function newestSoftTokens({ isReal, softRowAt, packing }: PromptTensors): ReadPlaces {
  const [B = 0, T = 0] = isReal.shape;
  const softRows = packing ? tf.gather(softRowAt, packing.rowAt) : softRowAt; // [B, T]
  const outRows = tf.add(tf.range(0, B, 1, "int32"), tf.scalar(1, "int32")); // [B], of out-tokens in `softRows`
  const isOut = tf.cast(tf.equal(softRows, tf.expandDims(outRows, 1)), "int32"); // [B, T]
  const isSoft = tf.cast(tf.greater(softRows, tf.scalar(0, "int32")), "int32"); // [B, T]
  const last = (numbers: tf.Tensor) =>
    tf.stack([tf.max(tf.mul(isOut, numbers), 1), tf.max(tf.mul(tf.sub(isSoft, isOut), numbers), 1)], 1); // [B, 2]
  const places = last(tf.range(0, T, 1, "int32")); // [B, 2]
  const flat = last(tf.reshape(tf.range(0, B * T, 1, "int32"), [B, T])); // [B, 2]
  return { rows: packing ? tf.gather(tf.reshape(packing.rowAt, [-1]), flat) : flat, places };
}
