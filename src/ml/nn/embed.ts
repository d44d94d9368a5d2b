/**
 * @file Rows of a table by their number.
 *
 * Axes: N rows of the table, D width.
 */
import { tf } from "../trace/tensorflow.js";

/**
 * Looks rows up; the gradient of a row is the sum over its uses.
 *
 * @param table `[N, D]`
 * @param ids Row numbers, int32, any shape, each from 0 and below N.
 * @returns `[...ids, D]`
 */
export function embed(table: tf.Tensor, ids: tf.Tensor): tf.Tensor {
  return tf.gather(table, ids);
}
