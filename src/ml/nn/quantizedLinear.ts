/**
 * @file A linear map by a weight that was rounded to eight bits, block by block. Traced only.
 *
 * The gradient is that of the exact weight, where it is handed in: gradients are nearly all small numbers beside a few
 * large ones, and do not survive eight bits.
 * Axes: I width in, O width out.
 */
import { type ByteMatrix, quantizedMatmul } from "../trace/quantizedMatmul.js";
import { tf } from "../trace/tensorflow.js";

/** A weight in eight bits. */
export interface QuantizedWeight extends ByteMatrix {
  /** Inputs are rounded to eight bits too. */
  readonly roundsInputs: boolean;
  /** The weight as it was, `[O, I]`, for gradients; null where none are wanted. */
  readonly exact: tf.Tensor | null;
}

/**
 * About `x Wᵀ + b`.
 *
 * @param x `[..., I]`
 * @param bias `[O]`
 * @returns `[..., O]`
 * @throws {RangeError} When a gradient is asked for that needs the exact weight, and there is none.
 */
export function quantizedLinear(x: tf.Tensor, weight: QuantizedWeight, bias?: tf.Tensor): tf.Tensor {
  const I = x.shape.at(-1) ?? 0;
  const withGradient = tf.customGrad((rows) => ({
    value: quantizedMatmul(rows as tf.Tensor, weight, weight.roundsInputs), // [rows, O]
    gradFunc: (dy: tf.Tensor) => gradient(dy, weight), // [rows, I]
  }));
  const mapped = withGradient(tf.reshape(x, [-1, I])); // [rows, O]
  const O = mapped.shape.at(-1) ?? 0;
  return tf.reshape(bias ? tf.add(mapped, bias) : mapped, [...x.shape.slice(0, -1), O]); // [..., O]
}

function gradient(dy: tf.Tensor, { exact }: QuantizedWeight): tf.Tensor {
  if (!exact) throw new RangeError("Cannot differentiate a map by its quantised weight: the exact one is wanted too");
  return tf.matMul(dy, exact);
}
