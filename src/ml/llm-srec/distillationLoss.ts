/**
 * @file How far the language model's user vectors are from their teacher's.
 *
 * Source: Kim et al., "Lost in Sequence", KDD 2025, equation 2, and equation 10 for the contrastive form
 * (arXiv:2502.13909). Both sides are brought to length 1, as the authors' code does.
 * Axes: B users, V width.
 */
import { tf } from "../trace/tensorflow.js";

/** `mse` is the paper's; `infoNce` asks only that a user's own teacher is the nearest of the batch. */
export type DistillationKind = "mse" | "infoNce";

/** Of the contrastive form; of the authors' code. */
const TEMPERATURE = 0.07;

/**
 * The mean square over all `B V` numbers, at most 4 / V; or the cross-entropy of finding the own teacher in the batch.
 *
 * @param students Rows of length 1, `[B, V]`.
 * @param teachers Likewise.
 */
export function distillationLoss(students: tf.Tensor, teachers: tf.Tensor, kind: DistillationKind): tf.Scalar {
  if (kind === "mse") return tf.mean(tf.square(tf.sub(students, teachers)));
  const scores = tf.div(tf.matMul(students, teachers, false, true), TEMPERATURE); // [B, B]
  const own = tf.div(tf.sum(tf.mul(students, teachers), 1), TEMPERATURE); // [B]
  return tf.mean(tf.sub(tf.logSumExp(scores, 1), own));
}
