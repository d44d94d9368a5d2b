/**
 * @file Cross-entropy of the item that came next among a few candidates.
 *
 * Source: Kim et al., "Lost in Sequence", KDD 2025, equation 1 (arXiv:2502.13909).
 * Axes: B users, I items, C candidates a user, V width.
 */
import { embed } from "../nn/embed.js";
import { tf } from "../trace/tensorflow.js";

/**
 * `-log` of the first candidate's share in the softmax over a user's candidates, mean over users.
 *
 * @param users `[B, V]`
 * @param items `[I, V]`
 * @param candidates Rows of `items`, the item that came next first; int32 `[B, C]`.
 * @param temperature Scores are divided by it; the paper's is 1.
 * @param corrections Added to the scores: minus the logarithm of how likely a candidate is drawn, `[B, C]`.
 */
export function retrievalLoss(
  users: tf.Tensor,
  items: tf.Tensor,
  candidates: tf.Tensor,
  temperature: number,
  corrections?: tf.Tensor,
): tf.Scalar {
  const [B = 0] = candidates.shape;
  const compared = embed(items, candidates); // [B, C, V]
  const plain = tf.div(tf.sum(tf.mul(tf.expandDims(users, 1), compared), -1), temperature); // [B, C]
  const scores = corrections ? tf.add(plain, corrections) : plain; // [B, C]
  const targets = tf.reshape(tf.slice(scores, [0, 0], [B, 1]), [B]); // [B]
  return tf.mean(tf.sub(tf.logSumExp(scores, 1), targets));
}
