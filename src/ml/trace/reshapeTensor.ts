import type { Graph, TracedTensor } from "./graph.js";
import { sameShape } from "./sameShape.js";

/** The same elements under another shape; nothing is appended where nothing changes. */
export function reshapeTensor(graph: Graph, x: TracedTensor, shape: readonly number[]): TracedTensor {
  if (sameShape(x.shape, shape) || x.value.scalar !== undefined) return { value: x.value, shape };
  const value = graph.whole(x);
  if (sameShape(value.shape, shape)) return { value, shape };
  const { elementType, source } = value;
  if (source.kind === "constant") return { value: graph.constant(source.data, { shape, elementType }), shape };
  return { value: graph.apply("Reshape", [value, graph.dimensions(shape)], { shape, elementType }), shape };
}
