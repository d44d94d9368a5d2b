import type { Graph, TracedTensor } from "./graph.js";
import { sameShape } from "./sameShape.js";

/**
 * `rows + other`, where `rows` is a sum of segments: adds the segments onto `other` instead of onto zeros, so that a
 * table gathered from several times has one gradient, not one of full size for each time.
 *
 * @returns Undefined if `rows` is no such sum.
 */
export function addToScatteredRows(graph: Graph, rows: TracedTensor, other: TracedTensor): TracedTensor | undefined {
  const { source } = rows.value;
  if (source.kind !== "node" || source.node.operator !== "ScatterElements") return undefined;
  if (!sameShape(rows.value.shape, rows.shape)) return undefined;
  const [start, ...indicesAndUpdates] = source.node.inputs;
  const isFromZeros = start?.source.kind === "node" && start.source.node.inputs[0]?.scalar === 0;
  if (!isFromZeros) return undefined;
  const { shape, elementType } = rows.value;
  const { attributes } = source.node;
  const value = graph.apply(
    "ScatterElements",
    [graph.whole(other), ...indicesAndUpdates],
    { shape, elementType },
    { attributes },
  );
  return { value, shape };
}
