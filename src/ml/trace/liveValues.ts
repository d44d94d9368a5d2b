import type { GraphValue } from "./graphValue.js";

/** All values that the given ones depend on, themselves included. */
export function liveValues(wanted: Iterable<GraphValue>): Set<GraphValue> {
  const live = new Set<GraphValue>();
  const open = [...wanted];
  for (let value = open.pop(); value; value = open.pop()) {
    if (live.has(value)) continue;
    live.add(value);
    if (value.source.kind === "node") open.push(...value.source.node.inputs);
  }
  return live;
}
