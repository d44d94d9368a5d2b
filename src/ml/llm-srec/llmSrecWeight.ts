import type { tf } from "../trace/tensorflow.js";

/** What LLM-SRec trains, as tensors, by the names of `llmSrecParameters`. */
export type LlmSrecWeights = Readonly<Record<string, tf.Tensor>>;

/** @throws {RangeError} If there is no parameter of this name. */
export function llmSrecWeight(weights: LlmSrecWeights, name: string): tf.Tensor {
  const weight = weights[name];
  if (!weight) throw new RangeError(`Cannot find parameter "${name}" among ${Object.keys(weights).join(", ")}`);
  return weight;
}
