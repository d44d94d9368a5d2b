/**
 * @file Cross-entropy over the whole catalogue.
 *
 * Source: Klenitskiy & Vasilev, "Turning Dross Into Gold Loss", RecSys 2023 (arXiv:2309.07602): what SASRec gains by
 * it.
 * Axes: M positions, N items, D width.
 */
import { embed } from "../nn/embed.js";
import { tf } from "../trace/tensorflow.js";
import { logSumExpRows } from "./logSumExpRows.js";
import { meanOverPositions } from "./meanOverPositions.js";

/**
 * `-log` of the next item's share in the softmax over items 1 to N, mean over positions.
 *
 * @param hidden `[M, D]`
 * @param itemEmbeddings `[N + 1, D]`
 * @param targets `[M]`, int32; 0 where there is nothing to learn.
 */
export function softmaxLoss(hidden: tf.Tensor, itemEmbeddings: tf.Tensor, targets: tf.Tensor): tf.Scalar {
  const items = tf.slice(itemEmbeddings, [1, 0], [-1, -1]); // [N, D]
  const logits = tf.matMul(hidden, items, false, true); // [M, N]
  const score = tf.sum(tf.mul(hidden, embed(itemEmbeddings, targets)), 1); // [M]
  return meanOverPositions(tf.sub(logSumExpRows(logits), score), targets);
}
