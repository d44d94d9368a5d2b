/** @file Learned vectors in the place of words' embeddings. Axes: B rows, T positions, M soft tokens, D width. */
import { tf } from "../trace/tensorflow.js";
import type { SoftPlaces } from "./softPlaces.js";

/**
 * Puts all soft tokens of a batch into place at once.
 *
 * @param words `[B, T, D]`; they get no gradient.
 * @param soft `[M, D]`
 * @returns `[B, T, D]`
 */
export function insertSoftTokens(words: tf.Tensor, soft: tf.Tensor, { softRowAt, softPlaces }: SoftPlaces): tf.Tensor {
  const D = words.shape.at(-1) ?? 0;
  const isWord = tf.cast(tf.equal(softRowAt, tf.scalar(0, "int32")), "float32"); // [B, T]
  const nothing = () => tf.zeros([1, D]); // made anew: what the forward pass made is gone when the gradient runs
  const withGradient = tf.customGrad((given) => {
    const rows = tf.gather(tf.concat([nothing(), given as tf.Tensor], 0), softRowAt); // [B, T, D], 0 at words
    return {
      value: tf.add(tf.mul(words, tf.expandDims(isWord, -1)), rows), // [B, T, D]
      gradFunc: (dy: tf.Tensor) => tf.gather(tf.concat([tf.reshape(dy, [-1, D]), nothing()], 0), softPlaces), // [M, D]
    };
  });
  return withGradient(soft);
}
