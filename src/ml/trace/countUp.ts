import { castValue } from "./castValue.js";
import type { Graph } from "./graph.js";
import type { ElementType, GraphValue } from "./graphValue.js";

/** The integers from 0 below `length`, as an operation: so the length may be symbolic. */
export function countUp(graph: Graph, length: number, elementType: ElementType): GraphValue {
  const limit = graph.apply("Squeeze", [graph.dimensions([length])], { shape: [], elementType: "int64" });
  const bounds = [graph.scalar(0, "int64"), limit, graph.scalar(1, "int64")];
  return castValue(graph, graph.apply("Range", bounds, { shape: [length], elementType: "int64" }), elementType);
}
