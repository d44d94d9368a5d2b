/**
 * @file The gated activation of Llama-like feed-forward parts.
 *
 * Source: Shazeer, "GLU Variants Improve Transformer", 2020, equation 6 (arXiv:2002.05202), between its projections.
 * Traced, the activation is one fused ONNX node with the gradient written out here; eagerly it is composed of plain ops.
 */
import { fusedSilu } from "../trace/fusedSilu.js";
import { isTracing } from "../trace/isTracing.js";
import { tf } from "../trace/tensorflow.js";

/**
 * `gate sigmoid(gate) up`.
 *
 * @param gate Any shape; `up` is of the same.
 */
export function swiGlu(gate: tf.Tensor, up: tf.Tensor): tf.Tensor {
  return isTracing() ? fused(gate, up) : tf.mul(tf.mul(gate, tf.sigmoid(gate)), up);
}

function fused(gate: tf.Tensor, up: tf.Tensor): tf.Tensor {
  const withGradient = tf.customGrad((...given) => {
    const save = given.pop() as unknown as tf.GradSaveFunc;
    const [input, factor] = given as [tf.Tensor, tf.Tensor];
    save([input, factor]);
    return {
      value: tf.mul(fusedSilu(input), factor),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, other] = saved as [tf.Tensor, tf.Tensor];
        // Worked out again rather than kept from the forward pass, where it would wait for its gradient.
        const sigmoid = tf.sigmoid(x);
        const active = tf.mul(x, sigmoid);
        const slope = tf.mul(sigmoid, tf.add(tf.sub(x, active), 1)); // s (1 + x (1 - s))
        return [tf.mul(tf.mul(dy, other), slope), tf.mul(dy, active)];
      },
    };
  });
  return withGradient(gate, up);
}
