import type { tf } from "../trace/tensorflow.js";

/**
 * Where a model's dropout masks come from. Eager and traced runs number the masks of a step in order of their calls
 * and draw mask i of step s from the same seeded generator, so both drop the same elements.
 */
export interface DropoutSource {
  /**
   * A fresh mask: every element is 0 with probability `rate`, else 1 / (1 - rate).
   *
   * @param rate Share of elements dropped, above 0 and below 1.
   */
  mask(shape: readonly number[], rate: number): tf.Tensor;
}
