import { dropoutMask } from "../trace/dropoutMask.js";
import type { tf } from "../trace/tensorflow.js";
import type { DropoutSource } from "./dropoutSource.js";

/** Leaves the masks to be inputs of the traced graph, in the order in which the model asks for them. */
export const tracedDropout: DropoutSource = {
  mask: (shape: readonly number[], rate: number): tf.Tensor => dropoutMask(shape, rate),
};
