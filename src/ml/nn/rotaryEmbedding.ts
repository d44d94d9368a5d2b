/**
 * @file Rotary position embedding: what of a head's score depends on positions depends on their distance alone.
 *
 * Source: Su et al., "RoFormer", 2021, section 3.2 (arXiv:2104.09864). Departs from it as Llama does in Hugging Face's
 * form: number i of a head is paired with number i + K / 2, not with its neighbour.
 * Traced, it is one fused ONNX node with the gradient written out here; eagerly it is composed of plain ops.
 * Axes: B batch, H heads, T positions, K head width, P rows of the tables.
 */
import { fusedRotaryEmbedding } from "../trace/fusedRotaryEmbedding.js";
import { isTracing } from "../trace/isTracing.js";
import { tf } from "../trace/tensorflow.js";

/** Cosines and sines of every position's angles, `[P, K / 2]` each; they are constants and get no gradient. */
export interface RotaryTables {
  readonly cosines: tf.Tensor;
  readonly sines: tf.Tensor;
}

/**
 * Turns each pair of a head by the angle of its position.
 *
 * @param x `[B, H, T, K]`, K even.
 * @param positions int32 `[B, T]`, each from 0 and below P.
 * @returns `[B, H, T, K]`
 */
export function rotaryEmbedding(x: tf.Tensor, positions: tf.Tensor, tables: RotaryTables): tf.Tensor {
  return isTracing() ? fused(x, positions, tables) : composed(x, positions, tables);
}

function composed(x: tf.Tensor, positions: tf.Tensor, { cosines, sines }: RotaryTables): tf.Tensor {
  const cosine = tf.expandDims(tf.gather(cosines, positions), 1); // [B, 1, T, K / 2]
  const sine = tf.expandDims(tf.gather(sines, positions), 1); // [B, 1, T, K / 2]
  const [first, second] = tf.split(x, 2, -1) as [tf.Tensor, tf.Tensor]; // [B, H, T, K / 2] each
  const turnedFirst = tf.sub(tf.mul(first, cosine), tf.mul(second, sine));
  const turnedSecond = tf.add(tf.mul(second, cosine), tf.mul(first, sine));
  return tf.concat([turnedFirst, turnedSecond], -1); // [B, H, T, K]
}

function fused(x: tf.Tensor, positions: tf.Tensor, { cosines, sines }: RotaryTables): tf.Tensor {
  const withGradient = tf.customGrad((input) => ({
    value: fusedRotaryEmbedding(input as tf.Tensor, positions, cosines, sines),
    // The transpose of a rotation turns back.
    gradFunc: (dy: tf.Tensor) => fusedRotaryEmbedding(dy, positions, cosines, tf.neg(sines)),
  }));
  return withGradient(x);
}
