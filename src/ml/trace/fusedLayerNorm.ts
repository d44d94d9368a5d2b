import { LAYER_NORM_KERNEL } from "./kernels/normalization.js";
import { tf } from "./tensorflow.js";

/** What the fused node gives: the result, and what its gradient needs. */
export interface FusedLayerNorm {
  /** `[..., D]` */
  readonly normal: tf.Tensor;
  /** `[..., 1]` */
  readonly mean: tf.Tensor;
  /** 1 / sqrt(variance + epsilon), `[..., 1]` */
  readonly reciprocalDeviation: tf.Tensor;
}

/**
 * Layer normalisation of the last axis as one ONNX node, while tracing. It has no gradient: `nn/layerNorm` gives it one.
 *
 * @param x `[..., D]`
 * @param gain `[D]`
 * @param bias `[D]`
 */
export function fusedLayerNorm(x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor, epsilon: number): FusedLayerNorm {
  const outputs: tf.Tensor[] = tf.engine().runKernel(LAYER_NORM_KERNEL, { x, gain, bias }, { epsilon });
  const [normal, mean, reciprocalDeviation] = outputs;
  if (!normal || !mean || !reciprocalDeviation) throw new Error("Cannot happen: the node has three outputs");
  return { normal, mean, reciprocalDeviation };
}
