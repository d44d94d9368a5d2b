import { tf } from "../trace/tensorflow.js";

/** A loss and its gradients, each of the shape of its parameter. */
export interface ValueAndGradients {
  readonly value: tf.Scalar;
  readonly gradients: Readonly<Record<string, tf.Tensor>>;
}

/**
 * Differentiates a loss by TensorFlow.js's tape, eagerly or while tracing.
 *
 * @param parameters What to differentiate by.
 * @param loss Called once.
 * @throws {RangeError} If the loss does not depend on a parameter: it could not be trained.
 */
export function valueAndGradients(
  parameters: Readonly<Record<string, tf.Tensor>>,
  loss: (parameters: Readonly<Record<string, tf.Tensor>>) => tf.Scalar,
): ValueAndGradients {
  const names = Object.keys(parameters);
  // `tf.valueAndGrads` says only that some parameter has no gradient; the engine's own call lets us say which.
  const { value, grads } = tf.engine().gradients(() => loss(parameters), Object.values(parameters));
  const gradients: Record<string, tf.Tensor> = {};
  names.forEach((name, index) => {
    const gradient = grads[index];
    if (!gradient) throw new RangeError(`Cannot train parameter "${name}": the loss does not depend on it`);
    gradients[name] = gradient;
  });
  return { value, gradients };
}
