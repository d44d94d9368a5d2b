/**
 * @file Layer normalisation over the last axis.
 *
 * Source: Ba, Kiros & Hinton, "Layer Normalization", 2016, equation 4 (arXiv:1607.06450).
 * Traced, it is one fused ONNX node with the gradient written out here; eagerly it is composed of plain ops.
 * Axes: D width.
 */
import { fusedLayerNorm } from "../trace/fusedLayerNorm.js";
import { isTracing } from "../trace/isTracing.js";
import { tf } from "../trace/tensorflow.js";

/**
 * `(x - mean) / sqrt(variance + epsilon) * gain + bias`, mean and (biased) variance over the last axis.
 *
 * @param x `[..., D]`
 * @param gain `[D]`
 * @param bias `[D]`
 * @param epsilon Above 0.
 * @returns `[..., D]`
 */
export function layerNorm(x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor, epsilon: number): tf.Tensor {
  return isTracing() ? fused(x, gain, bias, epsilon) : composed(x, gain, bias, epsilon);
}

function composed(x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor, epsilon: number): tf.Tensor {
  const { mean, variance } = tf.moments(x, -1, true); // [..., 1] each
  const normal = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon))); // [..., D]
  return tf.add(tf.mul(normal, gain), bias); // [..., D]
}

function fused(x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor, epsilon: number): tf.Tensor {
  const leading = x.shape.map((_, axis) => axis).slice(0, -1);
  const withGradient = tf.customGrad((...given) => {
    const save = given.pop() as unknown as tf.GradSaveFunc;
    const [input, scale, shift] = given as [tf.Tensor, tf.Tensor, tf.Tensor];
    const { normal, mean, reciprocalDeviation } = fusedLayerNorm(input, scale, shift, epsilon);
    save([input, scale, mean, reciprocalDeviation]);
    return {
      value: normal,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x0, gain0, mean0, reciprocal] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
        const standard = tf.mul(tf.sub(x0, mean0), reciprocal); // [..., D], before gain and bias
        const scaled = tf.mul(dy, gain0); // [..., D]
        // The mean and the deviation depend on x too: what of the gradient lies along them cancels.
        const alongDeviation = tf.mul(standard, tf.mean(tf.mul(scaled, standard), -1, true)); // [..., D]
        const centred = tf.sub(tf.sub(scaled, tf.mean(scaled, -1, true)), alongDeviation); // [..., D]
        return [tf.mul(centred, reciprocal), tf.sum(tf.mul(dy, standard), leading), tf.sum(dy, leading)];
      },
    };
  });
  return withGradient(x, gain, bias);
}
