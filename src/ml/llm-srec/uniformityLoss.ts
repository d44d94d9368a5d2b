/**
 * @file How crowded the vectors of a batch are.
 *
 * Source: Kim et al., "Lost in Sequence", KDD 2025, equation 3 (arXiv:2502.13909); without the logarithm of Wang &
 * Isola, ICML 2020 (arXiv:2005.10242).
 * Axes: B users, V width.
 */
import { tf } from "../trace/tensorflow.js";

const SHARPNESS = 2; // of the paper

/**
 * The mean of `exp(-2 |x - y|²)` over all pairs of different rows: 1 where all are alike, about .018 where they are
 * spread over 128 dimensions. One user alone is no pair: 0, and no gradient.
 *
 * @param units Rows of length 1, `[B, V]`.
 */
export function uniformityLoss(units: tf.Tensor): tf.Scalar {
  const [B = 0] = units.shape;
  if (B < 2) return tf.scalar(0);
  const cosines = tf.matMul(units, units, false, true); // [B, B]
  const closeness = tf.exp(tf.mul(tf.sub(cosines, 1), 2 * SHARPNESS)); // [B, B]; |x - y|² is 2 - 2 cos
  const isPair = tf.sub(1, tf.eye(B)); // [B, B]
  return tf.div(tf.sum(tf.mul(closeness, isPair)), B * (B - 1));
}
