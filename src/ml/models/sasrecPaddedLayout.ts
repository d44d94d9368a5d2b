/**
 * @file One history a row, padded on the left: how the served encoder gets its input.
 *
 * Departs from pmixer's SASRec, which hides only the future: padding is hidden too, so that one history gives one
 * answer in any padding.
 * Axes: B rows, T positions (oldest first).
 */
import { tf } from "../trace/tensorflow.js";
import { HIDDEN, type SasrecLayout } from "./sasrecLayout.js";

/**
 * Lays out one history a row. All of it follows from the data and nothing from T, so a graph traced with one T serves
 * any.
 *
 * @param history Item rows, newest last, int32 `[B, T]`; T may exceed `maxLength`: what is older is hidden.
 */
export function sasrecPaddedLayout(history: tf.Tensor, maxLength: number): SasrecLayout {
  const ones = tf.cast(tf.greaterEqual(history, tf.scalar(0, "int32")), "int32"); // [B, T]
  const ages = tf.cumsum(ones, 1, true, true); // [B, T]
  const inWindow = tf.cast(tf.less(ages, tf.scalar(maxLength, "int32")), "int32"); // [B, T]
  const items = tf.mul(history, inWindow); // [B, T]
  const isLater = tf.less(tf.expandDims(ages, 1), tf.expandDims(ages, 2)); // [B, T, T]
  const isPadding = tf.expandDims(tf.equal(items, tf.scalar(0, "int32")), 1); // [B, 1, T]
  return {
    items,
    ages: tf.mul(ages, inWindow), // [B, T]
    mask: tf.mul(tf.cast(tf.logicalOr(isLater, isPadding), "float32"), HIDDEN), // [B, T, T]
  };
}
