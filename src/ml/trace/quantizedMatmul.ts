import type { ExternalData } from "./graphValue.js";
import { QUANTIZED_MATMUL_KERNEL } from "./kernels/quantizedMatmul.js";
import { tf } from "./tensorflow.js";

/** A matrix of bytes, of which each block of a row has a scale of its own; 128 stands for 0. */
export interface ByteMatrix {
  /** uint8 `[O, blocks, block]`, in a file beside the model. */
  readonly matrix: ExternalData;
  /** What a step of each block is worth, `[O, blocks]`. */
  readonly scales: tf.Tensor;
  /** Numbers in a block: a power of two, 16 or more. */
  readonly block: number;
}

/**
 * `x Wᵀ` with a matrix of bytes, as one ONNX node, while tracing. It has no gradient: `nn/quantizedLinear` gives it one.
 *
 * @param x `[rows, I]`
 * @param roundsRows Rounds blocks of `x` to eight bits too: faster, less exact.
 * @returns `[rows, O]`
 * @throws {RangeError} If the bytes do not fill the matrix, do not start at a page, or the file is not beside the model.
 */
export function quantizedMatmul(x: tf.Tensor, { matrix, scales, block }: ByteMatrix, roundsRows: boolean): tf.Tensor {
  return tf.engine().runKernel(QUANTIZED_MATMUL_KERNEL, { x, scales }, { matrix: { ...matrix }, block, roundsRows });
}
