import { DomainError } from "../../domain/domainError.js";
import type { ModelParts } from "./encodeModel.js";
import type { Graph } from "./graph.js";
import type { ConstantData, ExternalData, GraphNode, GraphValue } from "./graphValue.js";
import { liveValues } from "./liveValues.js";
import { refuseDerivedSizes } from "./refuseDerivedSizes.js";
import { SymbolicSizes, type SymbolicDimensions } from "./symbolicSizes.js";

/** Lets ONNX work a dimension of a reshape out from the number of elements. */
const INFERRED = -1;

/**
 * What a model of the outputs consists of: whatever they depend on, with symbolic dimensions computed from the shapes
 * of the inputs.
 *
 * @throws {DomainError} `UNSUPPORTED_OPERATION` if a dimension cannot be made symbolic.
 */
export function modelParts(
  graph: Graph,
  outputs: Readonly<Record<string, GraphValue>>,
  symbolic: SymbolicDimensions,
): ModelParts {
  const live = liveValues(Object.values(outputs));
  const sizes = new SymbolicSizes(symbolic);
  const inputs = graph.inputs.filter((input) => live.has(input));
  const traced = graph.nodes.filter(({ outputs: made }) => made.some((output) => live.has(output)));
  refuseDerivedSizes(traced, inputs, sizes);
  const shapes = new RuntimeShapes(graph, inputs, sizes);
  const nodes = traced.map((node) => ({ ...node, inputs: node.inputs.map((input) => shapes.resolve(input, node)) }));
  const all = [...shapes.takeNodes(), ...nodes];
  return {
    nodes: all,
    constants: constantsOf(all, outputs),
    externals: externalsOf(all, outputs),
    inputs,
    outputs,
    symbolName: (size) => sizes.nameOf(size),
  };
}

/** Replaces sizes that depend on symbolic dimensions by nodes that compute them. */
class RuntimeShapes {
  private readonly firstNode: number;
  private readonly known = new Map<number, GraphValue>();

  constructor(
    private readonly graph: Graph,
    private readonly inputs: readonly GraphValue[],
    private readonly sizes: SymbolicSizes,
  ) {
    this.firstNode = graph.nodes.length;
  }

  /** The nodes that were made; they depend on inputs only. */
  takeNodes(): GraphNode[] {
    return this.graph.nodes.splice(this.firstNode);
  }

  resolve(value: GraphValue, user: GraphNode): GraphValue {
    if (value.source.kind !== "dimensions") return value;
    const given = value.source.sizes;
    const symbolic = given.filter((size) => this.sizes.isSymbolic(size)).length;
    if (symbolic === 0) return value;
    if (symbolic === 1 && user.operator === "Reshape") {
      return this.graph.dimensions(given.map((size) => (this.sizes.isSymbolic(size) ? INFERRED : size)));
    }
    const each = given.map((size) => this.size(size));
    const output = { shape: [each.length], elementType: "int64" as const };
    return this.graph.apply("Concat", each, output, { attributes: { axis: 0 } });
  }

  /** One size as a list of one. */
  private size(size: number): GraphValue {
    const known = this.known.get(size);
    if (known) return known;
    const symbolic = this.sizes.analyse(size);
    const factors = symbolic?.markers.map((marker) => this.dimension(marker)) ?? [];
    const fixed = symbolic?.factor ?? size;
    if (fixed !== 1 || factors.length === 0) factors.push(this.graph.dimensions([fixed]));
    const value = factors.reduce((a, b) => this.graph.apply("Mul", [a, b], { shape: [1], elementType: "int64" }));
    this.known.set(size, value);
    return value;
  }

  private dimension(marker: number): GraphValue {
    for (const input of this.inputs) {
      const axis = input.shape.indexOf(marker);
      if (axis === -1) continue;
      const attributes = { start: axis, end: axis + 1 };
      return this.graph.apply("Shape", [input], { shape: [1], elementType: "int64" }, { attributes });
    }
    throw new DomainError(
      "UNSUPPORTED_OPERATION",
      `Cannot make dimension "${this.sizes.nameOf(marker) ?? ""}" symbolic: no input that the outputs depend on has it`,
    );
  }
}

function constantsOf(
  nodes: readonly GraphNode[],
  outputs: Readonly<Record<string, GraphValue>>,
): ModelParts["constants"] {
  const constants = new Map<GraphValue, ConstantData>();
  for (const value of [...nodes.flatMap(({ inputs }) => inputs), ...Object.values(outputs)]) {
    if (value.source.kind === "constant") constants.set(value, value.source.data);
    if (value.source.kind === "dimensions") constants.set(value, BigInt64Array.from(value.source.sizes, BigInt));
  }
  return [...constants].map(([value, data]) => ({ value, data }));
}

function externalsOf(
  nodes: readonly GraphNode[],
  outputs: Readonly<Record<string, GraphValue>>,
): ModelParts["externals"] {
  const externals = new Map<GraphValue, ExternalData>();
  for (const value of [...nodes.flatMap(({ inputs }) => inputs), ...Object.values(outputs)]) {
    if (value.source.kind === "external") externals.set(value, value.source.data);
  }
  return [...externals].map(([value, data]) => ({ value, data }));
}
