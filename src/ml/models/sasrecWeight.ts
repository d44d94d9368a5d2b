import type { tf } from "../trace/tensorflow.js";

/** The parameters of a SASRec network as tensors, by the names of `sasrecParameters`. */
export type SasrecWeights = Readonly<Record<string, tf.Tensor>>;

/**
 * One parameter by name.
 *
 * @throws {RangeError} If the network has no parameter of this name.
 */
export function sasrecWeight(weights: SasrecWeights, name: string): tf.Tensor {
  const weight = weights[name];
  if (!weight) throw new RangeError(`Cannot find parameter "${name}" among ${Object.keys(weights).join(", ")}`);
  return weight;
}
