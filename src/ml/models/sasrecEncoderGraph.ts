/**
 * @file The graph that encodes histories, traced from the functions that training runs.
 *
 * Axes: B rows, T positions, D width.
 */
import type { InitialParameter } from "../runtime/trainer.js";
import { traceGraph } from "../trace/traceGraph.js";
import { sasrecUserVectors } from "./sasrecUserVectors.js";
import type { SasrecConfig } from "./sasrecConfig.js";
import { sasrecMarkers } from "./sasrecMarkers.js";
import { sasrecPaddedLayout } from "./sasrecPaddedLayout.js";

/** Whether the parameters are stored in the graph, or are inputs of it under their own names. */
export type ParameterPlace = "stored" | "inputs";

/**
 * Traces the encoder: input `history`, int32 `[batch, positions]`, padded with 0 on the left; output `user`, `[batch,
 * D]`.
 *
 * @param parameters Their values matter only where they are stored.
 * @returns The bytes of an ONNX model.
 */
export function sasrecEncoderGraph(
  config: SasrecConfig,
  parameters: Readonly<Record<string, InitialParameter>>,
  place: ParameterPlace,
): Uint8Array {
  const [rows, positions] = sasrecMarkers(Object.values(parameters).flatMap(({ shape }) => shape));
  const graph = traceGraph((tracer) => {
    const weights = Object.fromEntries(
      Object.entries(parameters).map(([name, { shape, data }]) => [
        name,
        place === "stored" ? tracer.constant(data, shape) : tracer.input(name, shape, "float32"),
      ]),
    );
    const history = tracer.input("history", [rows, positions], "int32"); // [B, T]
    return { user: sasrecUserVectors(weights, sasrecPaddedLayout(history, config.maxLength), config) }; // [B, D]
  });
  return graph.toOnnx({ symbolic: { [rows]: "batch", [positions]: "positions" } });
}
