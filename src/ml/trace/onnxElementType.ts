import type { ElementType } from "./graphValue.js";

/** As in `TensorProto.DataType` of onnx.proto. */
const CODES: Readonly<Record<ElementType, number>> = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 };

/** The number that ONNX writes for an element type. */
export function onnxElementType(elementType: ElementType): number {
  return CODES[elementType];
}
