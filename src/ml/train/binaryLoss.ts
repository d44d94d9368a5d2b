/**
 * @file Binary cross-entropy with one negative a position, the loss of SASRec and of LLM-SRec's teacher.
 *
 * Source: Kang & McAuley, ICDM 2018, III-E (arXiv:1808.09781).
 * Axes: M positions, N items, D width.
 */
import { embed } from "../nn/embed.js";
import { tf } from "../trace/tensorflow.js";
import { meanOverPositions } from "./meanOverPositions.js";

/**
 * `-log σ(score of the next item) - log(1 - σ(score of the negative))`, mean over positions.
 *
 * @param hidden `[M, D]`
 * @param itemEmbeddings `[N + 1, D]`
 * @param targets `[M]`, int32; 0 where there is nothing to learn.
 * @param negatives `[M]`, int32.
 */
export function binaryLoss(
  hidden: tf.Tensor,
  itemEmbeddings: tf.Tensor,
  targets: tf.Tensor,
  negatives: tf.Tensor,
): tf.Scalar {
  const score = (rows: tf.Tensor) => tf.sum(tf.mul(hidden, embed(itemEmbeddings, rows)), 1); // [M]
  const losses = tf.add(tf.softplus(tf.neg(score(targets))), tf.softplus(score(negatives))); // [M]
  return meanOverPositions(losses, targets);
}
