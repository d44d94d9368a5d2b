import { mapRecord } from "../../runtime/mapRecord.js";
import { openSession } from "../../runtime/session.js";
import { traceGraph } from "../../trace/traceGraph.js";
import type { LlmConfig } from "../llmConfig.js";
import { llmTensorShapes } from "../llmTensorShapes.js";
import { nextTokenLoss } from "./nextTokenLoss.js";
import type { RowShape, TokenRows } from "./tokenRows.js";

/** Measures the loss of weights on rows that stay the same. */
export interface LossMeter {
  /** @param weights By the names of `llmTensorShapes`. @returns Nats a token. */
  measure(weights: Readonly<Record<string, Float32Array>>): Promise<number>;
  close(): Promise<void>;
}

/** @param rows Batches of one shape; something counts in each. */
export async function openLossMeter(
  config: LlmConfig,
  { rows: B, positions: T }: RowShape,
  rows: readonly TokenRows[],
  threads: number,
): Promise<LossMeter> {
  const shapes = llmTensorShapes(config);
  const shape = [B, T];
  const graph = traceGraph((tracer) => {
    const weights = mapRecord(shapes, (of, name) => tracer.input(`weight/${name}`, of, "float32"));
    const batch = {
      inputs: tracer.input("inputs", shape, "int32"),
      targets: tracer.input("targets", shape, "int32"),
      weights: tracer.input("weights", shape, "float32"),
    };
    return { loss: nextTokenLoss(weights, batch, config) };
  });
  const session = await openSession(graph.toOnnx(), { threads });
  return {
    async measure(weights) {
      const tensors = Object.fromEntries(
        Object.entries(shapes).map(([name, of]) => [`weight/${name}`, { data: weights[name]!, shape: of }]),
      );
      let [sum, count] = [0, 0];
      for (const batch of rows) {
        const { loss } = await session.run({ ...tensors, ...mapRecord({ ...batch }, (data) => ({ data, shape })) });
        const counted = batch.weights.reduce((total, weight) => total + weight, 0);
        sum += Number(loss!.data[0]) * counted;
        count += counted;
      }
      return sum / count;
    },
    close: () => session.close(),
  };
}
