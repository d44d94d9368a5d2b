/** @file What a decoder makes of the soft tokens. Axes: B rows, T positions, M soft tokens, D width. */
import { tf } from "../trace/tensorflow.js";
import type { SoftPlaces } from "./softPlaces.js";

/**
 * The states at the places of the soft tokens.
 *
 * @param states `[B, T, D]`
 * @returns `[M, D]`; 0 where there is none.
 */
export function statesAtSoftTokens(states: tf.Tensor, { softRowAt, softPlaces }: SoftPlaces): tf.Tensor {
  const D = states.shape.at(-1) ?? 0;
  const nothing = () => tf.zeros([1, D]); // made anew: what the forward pass made is gone when the gradient runs
  const withGradient = tf.customGrad((given) => ({
    value: tf.gather(tf.concat([tf.reshape(given as tf.Tensor, [-1, D]), nothing()], 0), softPlaces), // [M, D]
    gradFunc: (dy: tf.Tensor) => tf.gather(tf.concat([nothing(), dy], 0), softRowAt), // [B, T, D]
  }));
  return withGradient(states);
}
