import { RMS_NORM_KERNEL } from "./kernels/normalization.js";
import { tf } from "./tensorflow.js";

/** What the fused node gives: the result, and what its gradient needs. */
export interface FusedRmsNorm {
  /** `[..., D]` */
  readonly normal: tf.Tensor;
  /** 1 / sqrt(mean of squares + epsilon), `[..., 1]` */
  readonly reciprocal: tf.Tensor;
}

/**
 * Root-mean-square normalisation of the last axis as one ONNX node, while tracing. It has no gradient: `nn/rmsNorm`
 * gives it one.
 *
 * @param x `[..., D]`
 * @param gain `[D]`
 */
export function fusedRmsNorm(x: tf.Tensor, gain: tf.Tensor, epsilon: number): FusedRmsNorm {
  const outputs: tf.Tensor[] = tf.engine().runKernel(RMS_NORM_KERNEL, { x, gain }, { epsilon });
  const [normal, reciprocal] = outputs;
  if (!normal || !reciprocal) throw new Error("Cannot happen: the node has two outputs");
  return { normal, reciprocal };
}
