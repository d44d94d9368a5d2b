/**
 * @file Cross-entropy over the next item and a sample of the catalogue that the whole batch shares.
 *
 * Source: sampled softmax (Jean et al., ACL 2015, arXiv:1412.2007) with uniform negatives, for SASRec as in Klenitskiy
 * & Vasilev, RecSys 2023 (arXiv:2309.07602), and eSASRec (arXiv:2508.06450). Uniform negatives need no correction.
 * Departs from them: the negatives are all different and one matrix product serves the batch.
 * Axes: M positions, S negatives, N items, D width.
 */
import { embed } from "../nn/embed.js";
import { tf } from "../trace/tensorflow.js";
import { logSumExpRows } from "./logSumExpRows.js";
import { meanOverPositions } from "./meanOverPositions.js";

/** Exponentiates to 0. Finite, because infinity times the 0 of other positions is not a number. */
const NEVER = -1e9;

/** What the loss compares each position's next item with. */
export interface SampledSoftmaxBatch {
  /** `[M]`, int32; 0 where there is nothing to learn. */
  readonly targets: tf.Tensor;
  /** `[S]`, int32, all different. */
  readonly negatives: tf.Tensor;
  /** 1 where the target is among the negatives, else 0; float32 `[M]`. */
  readonly hits: tf.Tensor;
}

/**
 * `-log` of the next item's share in the softmax over itself and the negatives, mean over positions.
 *
 * A target that is among the negatives has the same score there, so it is counted once by leaving its own term out: no
 * mask of
 * `[M, S]` is needed.
 *
 * @param hidden `[M, D]`
 * @param itemEmbeddings `[N + 1, D]`
 */
export function sampledSoftmaxLoss(
  hidden: tf.Tensor,
  itemEmbeddings: tf.Tensor,
  batch: SampledSoftmaxBatch,
): tf.Scalar {
  const logits = tf.matMul(hidden, embed(itemEmbeddings, batch.negatives), false, true); // [M, S]
  const score = tf.sum(tf.mul(hidden, embed(itemEmbeddings, batch.targets)), 1); // [M]
  const ofNegatives = logSumExpRows(logits); // [M]
  const own = tf.add(score, tf.mul(batch.hits, NEVER)); // [M]
  const denominator = tf.add(ofNegatives, tf.softplus(tf.sub(own, ofNegatives))); // [M], log(e^ofNegatives + e^own)
  return meanOverPositions(tf.sub(denominator, score), batch.targets);
}
