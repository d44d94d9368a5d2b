import { ROTARY_EMBEDDING_KERNEL } from "./kernels/rotaryEmbedding.js";
import { tf } from "./tensorflow.js";

/**
 * Rotates the halves of each head by its position's angles, as one ONNX node, while tracing. It has no gradient:
 * `nn/rotaryEmbedding` gives it one.
 *
 * @param x `[B, H, T, K]`
 * @param positions Rows of the tables, int32 `[B, T]`.
 * @param cosines `[P, K / 2]`
 * @param sines `[P, K / 2]`
 * @returns `[B, H, T, K]`
 */
export function fusedRotaryEmbedding(
  x: tf.Tensor,
  positions: tf.Tensor,
  cosines: tf.Tensor,
  sines: tf.Tensor,
): tf.Tensor {
  return tf.engine().runKernel(ROTARY_EMBEDDING_KERNEL, { x, positions, cosines, sines }, {});
}
