/**
 * @file The graph that scores a catalogue: one matrix product.
 *
 * Axes: B rows, N items, D width.
 */
import { traceGraph } from "../trace/traceGraph.js";
import { tf } from "../trace/tensorflow.js";
import { sasrecMarkers } from "./sasrecMarkers.js";

/**
 * Traces the product: inputs `user`, `[batch, D]`, and `items`, `[N + 1, D]`; output `scores`, `[batch, N + 1]`.
 *
 * @returns The bytes of an ONNX model.
 */
export function sasrecScoresGraph(itemCount: number, width: number): Uint8Array {
  const [rows] = sasrecMarkers([itemCount + 1, width]);
  const graph = traceGraph((tracer) => {
    const user = tracer.input("user", [rows, width], "float32"); // [B, D]
    const items = tracer.input("items", [itemCount + 1, width], "float32"); // [N + 1, D]
    return { scores: tf.matMul(user, items, false, true) }; // [B, N + 1]
  });
  return graph.toOnnx({ symbolic: { [rows]: "batch" } });
}
