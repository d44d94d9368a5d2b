import { SILU_KERNEL } from "./kernels/silu.js";
import { tf } from "./tensorflow.js";

/** `x sigmoid(x)` as one ONNX node, while tracing. It has no gradient: `nn/swiGlu` gives it one. */
export function fusedSilu(x: tf.Tensor): tf.Tensor {
  return tf.engine().runKernel(SILU_KERNEL, { x }, {});
}
