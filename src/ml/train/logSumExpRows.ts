/**
 * @file The logarithm of the softmax's denominator, of which both of the softmax losses are made.
 *
 * TensorFlow.js differentiates its own `logSumExp` through the maximum and the exponentials, pass by pass; here one
 * softmax serves the value and the gradient.
 * Axes: M rows, K columns.
 */
import { tf } from "../trace/tensorflow.js";

/**
 * `log Σ exp(logits)` of every row.
 *
 * @param logits `[M, K]`
 * @returns `[M]`
 */
export function logSumExpRows(logits: tf.Tensor): tf.Tensor {
  const withGradient = tf.customGrad((...inputs) => {
    const [scores, save] = inputs as [tf.Tensor, (tensors: tf.Tensor[]) => void];
    const shares = tf.softmax(scores); // [M, K]
    save([shares]);
    // The largest share is exp(largest - logSumExp), and at least 1 / K: its logarithm is safe
    const value = tf.sub(tf.max(scores, 1), tf.log(tf.max(shares, 1))); // [M]
    const gradFunc = (dy: tf.Tensor, [saved]: tf.Tensor[]) => tf.mul(tf.expandDims(dy, 1), saved!); // [M, K]
    return { value, gradFunc };
  });
  return withGradient(logits);
}
