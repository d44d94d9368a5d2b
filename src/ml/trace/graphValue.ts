/** The element types that traced graphs use, by their TensorFlow.js names where there is one. */
export type ElementType = "float32" | "int32" | "int64" | "uint8" | "bool";

/** Values of a constant; `Uint8Array` holds both uint8 and bool. */
export type ConstantData = Float32Array | Int32Array | BigInt64Array | Uint8Array;

/** An attribute of an ONNX node: an integer, a list of integers, a string, or a float (marked, as 1 could be either). */
export type AttributeValue = number | readonly number[] | string | { readonly float: number };

/** One ONNX node. */
export interface GraphNode {
  /** The TensorFlow.js kernel that appended it, for messages. */
  readonly kernel: string;
  readonly operator: string;
  /** Operator set: "" is ONNX's own, "com.microsoft" ONNX Runtime's. */
  readonly domain: string;
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

/** Values of a constant that lie in a file beside the model, little-endian; ONNX Runtime maps them into memory. */
export interface ExternalData {
  /** The file's path, relative to the model's folder and within it. */
  readonly location: string;
  /** In bytes; a multiple of 4,096, so that every system can map it. */
  readonly offset: number;
  /** In bytes. */
  readonly length: number;
}

/** Where a value comes from. */
export type ValueSource =
  | { readonly kind: "input"; readonly name: string }
  | { readonly kind: "node"; readonly node: GraphNode }
  | { readonly kind: "constant"; readonly data: ConstantData }
  | { readonly kind: "external"; readonly data: ExternalData }
  /** Sizes, as a shape or a bound; kept apart from other constants, because some may become symbolic. */
  | { readonly kind: "dimensions"; readonly sizes: readonly number[] };

/** What flows along an edge of the graph. */
export interface GraphValue {
  readonly id: number;
  readonly shape: readonly number[];
  readonly elementType: ElementType;
  readonly source: ValueSource;
  /** Set if it is a scalar constant: its value. */
  readonly scalar?: number;
}
