/**
 * @file Inverted dropout: what is kept is scaled up, so that nothing need be done when the model is used.
 *
 * Source: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", JMLR 15, 2014.
 * `tf.dropout` is not used: it draws while tracing, and the mask of that moment would stay in the graph for ever.
 */
import type { DropoutSource } from "../runtime/dropoutSource.js";
import { tf } from "../trace/tensorflow.js";

/**
 * Zeroes a share `rate` of the elements and multiplies the others by 1 / (1 - rate).
 *
 * @param x Any shape.
 * @param rate From 0, below 1.
 * @param source Where the mask comes from; null when the model is used, not trained: `x` is returned as it is.
 * @throws {RangeError} If the rate is out of range.
 */
export function dropout(x: tf.Tensor, rate: number, source: DropoutSource | null): tf.Tensor {
  if (!(rate >= 0 && rate < 1)) throw new RangeError(`Cannot drop a share of ${rate}: from 0 and below 1 is wanted`);
  if (source === null || rate === 0) return x;
  return tf.mul(x, source.mask(x.shape, rate));
}
