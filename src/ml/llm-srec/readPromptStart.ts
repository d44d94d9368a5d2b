/** @file The constant start of prompts, read once. Axes: P tokens of it, G key/value heads, K head width. */
import { decode } from "../llm/decoder.js";
import type { FrozenWeights } from "../llm/frozenWeights.js";
import { llmWeight } from "../llm/llmWeight.js";
import { realPositions } from "../llm/realPositions.js";
import { tracedWeights } from "../llm/tracedWeights.js";
import { embed } from "../nn/embed.js";
import type { GraphTensor } from "../runtime/session.js";
import { tf } from "../trace/tensorflow.js";
import { traceGraph } from "../trace/traceGraph.js";
import { openBesideWeights } from "./openBesideWeights.js";

/** Keys and values of each layer, `[1, G, P, K]` each. */
export type PromptStart = readonly { readonly keys: GraphTensor; readonly values: GraphTensor }[];

/**
 * Reads the start of prompts: every prompt goes on from the same keys and values.
 *
 * @param ids The first `startLength` of any prompt of a kind; at least one.
 * @param threads Of ONNX Runtime.
 * @throws {RangeError} If there is no token.
 */
export async function readPromptStart(
  frozen: FrozenWeights,
  ids: readonly number[],
  threads: number,
): Promise<PromptStart> {
  const P = ids.length;
  if (P === 0) throw new RangeError("Cannot read the start of prompts: it has no tokens");
  const graph = traceGraph((tracer) => {
    const weights = tracedWeights(tracer, frozen, { roundsInputs: false });
    const isReal = tf.ones([1, P], "int32");
    const embeddings = embed(llmWeight(weights, "embedding"), tracer.input("ids", [1, P], "int32")); // [1, P, D]
    const input = { embeddings, isReal, positions: realPositions(isReal), maxPositions: P };
    const { keyValues } = decode(weights, input, frozen.config);
    const outputs = keyValues.flatMap(({ keys, values }, layer) => [
      [`keys${layer}`, keys],
      [`values${layer}`, values],
    ]);
    return Object.fromEntries(outputs) as Record<string, tf.Tensor>;
  });
  const session = await openBesideWeights(graph.toOnnx(), frozen.folder, { threads });
  try {
    const outputs = await session.run({ ids: { data: Int32Array.from(ids), shape: [1, P] } });
    return Array.from({ length: frozen.config.layers }, (_, layer) => ({
      keys: outputs[`keys${layer}`]!,
      values: outputs[`values${layer}`]!,
    }));
  } finally {
    await session.close();
  }
}
