/** @file Writes a graph as an ONNX model; the field numbers are those of onnx.proto. */
import type { AttributeValue, ConstantData, ExternalData, GraphNode, GraphValue } from "./graphValue.js";
import { onnxElementType } from "./onnxElementType.js";
import { ProtobufWriter } from "./protobufWriter.js";

const IR_VERSION = 10;
const OPSET = 21;
const MICROSOFT_OPSET = 1;

/** As in `AttributeProto.AttributeType` of onnx.proto. */
const ATTRIBUTE_TYPE = { float: 1, integer: 2, text: 3, integers: 7 } as const;
/** As in `TensorProto.DataLocation`. */
const EXTERNAL_LOCATION = 1;

/** A graph ready to be written: all that its outputs need, in order. */
export interface ModelParts {
  readonly nodes: readonly GraphNode[];
  readonly constants: readonly { readonly value: GraphValue; readonly data: ConstantData }[];
  readonly externals: readonly { readonly value: GraphValue; readonly data: ExternalData }[];
  readonly inputs: readonly GraphValue[];
  readonly outputs: Readonly<Record<string, GraphValue>>;
  /** The name of a dimension that is symbolic. */
  readonly symbolName: (size: number) => string | undefined;
}

/** The bytes of an ONNX model. */
export function encodeModel(parts: ModelParts): Uint8Array {
  const names = new Names(parts.outputs);
  return new ProtobufWriter()
    .integer(1, IR_VERSION)
    .text(2, "sequitur")
    .message(7, (graph) => {
      encodeGraph(graph, parts, names);
    })
    .message(8, (opset) => opset.text(1, "").integer(2, OPSET))
    .message(8, (opset) => opset.text(1, "com.microsoft").integer(2, MICROSOFT_OPSET))
    .finish();
}

/** Values' names. A node's result that is an output bears the output's name; every other output is a copy. */
class Names {
  private readonly ofOutputs = new Map<GraphValue, string>();
  readonly copies: { readonly from: GraphValue; readonly name: string }[] = [];

  constructor(outputs: Readonly<Record<string, GraphValue>>) {
    for (const [name, value] of Object.entries(outputs)) {
      if (value.source.kind === "node" && !this.ofOutputs.has(value)) this.ofOutputs.set(value, name);
      else this.copies.push({ from: value, name });
    }
  }

  of(value: GraphValue): string {
    return value.source.kind === "input" ? value.source.name : (this.ofOutputs.get(value) ?? `_${value.id}`);
  }
}

function encodeGraph(graph: ProtobufWriter, parts: ModelParts, names: Names): void {
  for (const node of parts.nodes)
    graph.message(1, (message) => {
      encodeNode(message, node, names);
    });
  for (const { from, name } of names.copies) {
    graph.message(1, (message) => message.text(1, names.of(from)).text(2, name).text(4, "Identity"));
  }
  graph.text(2, "sequitur");
  for (const { value, data } of parts.constants) {
    graph.message(5, (tensor) => {
      encodeTensor(tensor, names.of(value), value, data);
    });
  }
  for (const { value, data } of parts.externals) {
    graph.message(5, (tensor) => {
      encodeExternal(tensor, names.of(value), value, data);
    });
  }
  for (const input of parts.inputs)
    graph.message(11, (info) => {
      encodeValueInfo(info, names.of(input), input, parts);
    });
  for (const [name, value] of Object.entries(parts.outputs)) {
    graph.message(12, (info) => {
      encodeValueInfo(info, name, value, parts);
    });
  }
}

function encodeNode(message: ProtobufWriter, node: GraphNode, names: Names): void {
  for (const input of node.inputs) message.text(1, names.of(input));
  for (const output of node.outputs) message.text(2, names.of(output));
  const [first] = node.outputs;
  message.text(3, `${node.kernel}${first ? `_${first.id}` : ""}`);
  message.text(4, node.operator);
  for (const [name, value] of Object.entries(node.attributes)) {
    message.message(5, (attribute) => {
      encodeAttribute(attribute, name, value);
    });
  }
  if (node.domain !== "") message.text(7, node.domain);
}

function encodeAttribute(message: ProtobufWriter, name: string, value: AttributeValue): void {
  message.text(1, name);
  if (typeof value === "number") message.integer(3, value).integer(20, ATTRIBUTE_TYPE.integer);
  else if (typeof value === "string") message.text(4, value).integer(20, ATTRIBUTE_TYPE.text);
  else if ("float" in value) message.float(2, value.float).integer(20, ATTRIBUTE_TYPE.float);
  else {
    for (const each of value) message.integer(8, each);
    message.integer(20, ATTRIBUTE_TYPE.integers);
  }
}

function encodeTensor(
  message: ProtobufWriter,
  name: string,
  { shape, elementType }: GraphValue,
  data: ConstantData,
): void {
  for (const dimension of shape) message.integer(1, dimension);
  message.integer(2, onnxElementType(elementType)).text(8, name);
  // Little-endian, as ONNX wants it and every machine that Node runs on has it.
  message.bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function encodeExternal(
  message: ProtobufWriter,
  name: string,
  { shape, elementType }: GraphValue,
  { location, offset, length }: ExternalData,
): void {
  for (const dimension of shape) message.integer(1, dimension);
  message.integer(2, onnxElementType(elementType)).text(8, name);
  for (const [key, value] of Object.entries({ location, offset, length })) {
    message.message(13, (entry) => entry.text(1, key).text(2, String(value)));
  }
  message.integer(14, EXTERNAL_LOCATION);
}

function encodeValueInfo(
  message: ProtobufWriter,
  name: string,
  { shape, elementType }: GraphValue,
  { symbolName }: ModelParts,
): void {
  message.text(1, name).message(2, (type) =>
    type.message(1, (tensorType) => {
      tensorType.integer(1, onnxElementType(elementType)).message(2, (shapeMessage) => {
        for (const size of shape) {
          const symbol = symbolName(size);
          shapeMessage.message(1, (dimension) =>
            symbol === undefined ? dimension.integer(1, size) : dimension.text(2, symbol),
          );
        }
      });
    }),
  );
}
