import { DROPOUT_MASK_KERNEL } from "./kernels/dropout.js";
import { tf } from "./tensorflow.js";

/**
 * A dropout mask while tracing: an input of the graph, listed in `TracedGraph.masks`, made 0 or 1 / (1 - rate).
 *
 * @param rate Share of elements dropped, above 0 and below 1.
 */
export function dropoutMask(shape: readonly number[], rate: number): tf.Tensor {
  return tf.engine().runKernel(DROPOUT_MASK_KERNEL, {}, { shape: [...shape], rate });
}
