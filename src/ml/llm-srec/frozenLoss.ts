import type { tf } from "../trace/tensorflow.js";
import type { FrozenDecoder } from "./frozenDecoder.js";

/** A loss, and what else of the same pass is wanted. */
interface LossAndOutputs {
  readonly loss: tf.Scalar;
  readonly outputs: Readonly<Record<string, tf.Tensor>>;
}

/**
 * The loss of a batch through a frozen model, in TensorFlow.js ops. Called once for each graph: it must depend on its
 * arguments alone.
 */
export type FrozenLoss = (
  decoder: FrozenDecoder,
  parameters: Readonly<Record<string, tf.Tensor>>,
  batch: Readonly<Record<string, tf.Tensor>>,
) => tf.Scalar | LossAndOutputs;
