import { tf } from "../../../src/ml/trace/tensorflow.js";

/** Half the width of a difference: float32 rounding, divided by it, stays near the error of the difference itself. */
const STEP = 2e-2;

/** The gradient of a loss by one parameter, by central differences: slow, obvious, good to about 1e-3. */
export function numericGradient(
  loss: (parameter: tf.Tensor) => tf.Tensor,
  data: Float32Array,
  shape: readonly number[],
): number[] {
  const at = (index: number, shift: number) =>
    tf.tidy(() => {
      const moved = data.map((value, each) => (each === index ? value + shift : value));
      return loss(tf.tensor(moved, [...shape])).dataSync()[0]!;
    });
  return Array.from(data, (_, index) => (at(index, STEP) - at(index, -STEP)) / (2 * STEP));
}
