import type { QuantizedWeight } from "../nn/quantizedLinear.js";
import type { tf } from "../trace/tensorflow.js";
import type { Tracer } from "../trace/traceGraph.js";
import { type FrozenTensor, type FrozenWeights, WEIGHTS_FILE } from "./frozenWeights.js";
import type { LlmWeights } from "./llmWeight.js";

/**
 * The weights as constants of a graph that stay in their file; quantised where they are there in eight bits.
 *
 * @param roundsInputs What is multiplied by quantised weights is rounded to eight bits too: faster, less exact.
 */
export function tracedWeights(
  tracer: Tracer,
  { tensors, quantized }: FrozenWeights,
  { roundsInputs = true }: { readonly roundsInputs?: boolean } = {},
): LlmWeights {
  const external = ({ shape, offset, length }: FrozenTensor): tf.Tensor =>
    tracer.external({ location: WEIGHTS_FILE, offset, length }, shape);
  const weights: Record<string, tf.Tensor | QuantizedWeight> = {};
  for (const [name, tensor] of Object.entries(tensors)) weights[name] = external(tensor);
  for (const [name, { numbers, scales }] of Object.entries(quantized)) {
    const { offset, length } = numbers;
    const exact = tensors[name];
    weights[name] = {
      matrix: { location: WEIGHTS_FILE, offset, length },
      scales: external(scales),
      block: numbers.shape[2] ?? 0,
      roundsInputs,
      exact: exact ? external(exact) : null,
    };
  }
  return weights;
}
