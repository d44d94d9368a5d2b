import type { Graph } from "./graph.js";
import type { ElementType, GraphValue } from "./graphValue.js";
import { onnxElementType } from "./onnxElementType.js";

/** A value as another element type: float to integer truncates, anything to bool is "not 0", as in TensorFlow.js. */
export function castValue(graph: Graph, value: GraphValue, elementType: ElementType): GraphValue {
  if (value.elementType === elementType) return value;
  if (value.scalar !== undefined) return graph.scalar(value.scalar, elementType);
  const attributes = { to: onnxElementType(elementType) };
  return graph.apply("Cast", [value], { shape: value.shape, elementType }, { attributes });
}
