/**
 * @file Root-mean-square normalisation over the last axis.
 *
 * Source: Zhang & Sennrich, "Root Mean Square Layer Normalization", NeurIPS 2019, equation 4 (arXiv:1910.07467); the
 * epsilon within the root is Llama's.
 * Traced, it is one fused ONNX node with the gradient written out here; eagerly it is composed of plain ops.
 * Axes: D width.
 */
import { fusedRmsNorm } from "../trace/fusedRmsNorm.js";
import { isTracing } from "../trace/isTracing.js";
import { tf } from "../trace/tensorflow.js";

/**
 * `x / sqrt(mean(x²) + epsilon) * gain`, the mean over the last axis.
 *
 * @param x `[..., D]`
 * @param gain `[D]`
 * @param epsilon Above 0.
 * @returns `[..., D]`
 */
export function rmsNorm(x: tf.Tensor, gain: tf.Tensor, epsilon: number): tf.Tensor {
  return isTracing() ? fused(x, gain, epsilon) : composed(x, gain, epsilon);
}

function composed(x: tf.Tensor, gain: tf.Tensor, epsilon: number): tf.Tensor {
  const meanSquare = tf.mean(tf.square(x), -1, true); // [..., 1]
  return tf.mul(tf.mul(x, tf.rsqrt(tf.add(meanSquare, epsilon))), gain); // [..., D]
}

function fused(x: tf.Tensor, gain: tf.Tensor, epsilon: number): tf.Tensor {
  const leading = x.shape.map((_, axis) => axis).slice(0, -1);
  const withGradient = tf.customGrad((...given) => {
    const save = given.pop() as unknown as tf.GradSaveFunc;
    const [input, scale] = given as [tf.Tensor, tf.Tensor];
    const { normal, reciprocal } = fusedRmsNorm(input, scale, epsilon);
    save([input, scale, reciprocal]);
    return {
      value: normal,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x0, gain0, reciprocal0] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
        // The root depends on x too: what of the gradient lies along x cancels.
        const scaled = tf.mul(dy, gain0); // [..., D]
        const share = tf.mul(tf.mean(tf.mul(scaled, x0), -1, true), tf.square(reciprocal0)); // [..., 1]
        const gainGradient = tf.sum(tf.mul(dy, tf.mul(x0, reciprocal0)), leading); // [D]
        return [tf.mul(tf.sub(scaled, tf.mul(x0, share)), reciprocal0), gainGradient];
      },
    };
  });
  return withGradient(x, gain);
}
