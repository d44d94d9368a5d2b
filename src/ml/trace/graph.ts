import type {
  AttributeValue,
  ConstantData,
  ElementType,
  ExternalData,
  GraphNode,
  GraphValue,
  ValueSource,
} from "./graphValue.js";
import { sameShape } from "./sameShape.js";

/**
 * What stands behind a TensorFlow.js tensor while tracing. The value's own shape may be smaller than the tensor's: it
 * is broadcast only where an operation does not do so itself. The constants of TensorFlow.js's gradients (ones and
 * zeros of full size) stay scalars that way.
 */
export interface TracedTensor {
  readonly value: GraphValue;
  /** The shape that TensorFlow.js sees. */
  readonly shape: readonly number[];
}

/** A dropout mask that the graph wants at every run: uint8, 1 = kept. */
export interface MaskInput {
  readonly name: string;
  readonly shape: readonly number[];
  /** Share of elements dropped, above 0 and below 1. */
  readonly rate: number;
}

/** The type of one output of a node. */
export interface OutputType {
  readonly shape: readonly number[];
  readonly elementType: ElementType;
}

/** What a node is besides its inputs and outputs. */
export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  readonly domain?: string;
}

/** An ONNX graph under construction. Nodes stand in the order of their making, so each after its inputs. */
export class Graph {
  readonly nodes: GraphNode[] = [];
  readonly inputs: GraphValue[] = [];
  readonly masks: MaskInput[] = [];
  /** The kernel that appends nodes now. */
  kernel = "";
  private readonly scalars = new Map<string, GraphValue>();
  private readonly externals = new Map<string, GraphValue>();
  private values = 0;

  /** @throws {RangeError} If the name is taken, or of the form that the graph's own values use. */
  input(name: string, shape: readonly number[], elementType: ElementType): GraphValue {
    if (name === "" || name.startsWith("_")) {
      throw new RangeError(`Cannot name an input "${name}": a name that does not start with "_" is wanted`);
    }
    if (this.inputs.some(({ source }) => source.kind === "input" && source.name === name)) {
      throw new RangeError(`Cannot name an input "${name}": the graph has one of this name`);
    }
    const value = this.value({ kind: "input", name }, { shape, elementType });
    this.inputs.push(value);
    return value;
  }

  /** @param data Not copied. */
  constant(data: ConstantData, type: OutputType): GraphValue {
    return this.value({ kind: "constant", data }, type);
  }

  /** A constant whose values stay in a file; made once for each place in it. */
  external(data: ExternalData, type: OutputType): GraphValue {
    const key = `${data.location}:${data.offset}`;
    const known = this.externals.get(key);
    if (known) return known;
    const value = this.value({ kind: "external", data }, type);
    this.externals.set(key, value);
    return value;
  }

  /** A constant of no dimensions; made once for each value and type. */
  scalar(scalar: number, elementType: ElementType): GraphValue {
    const data = scalarData(scalar, elementType);
    const rounded = Number(data[0]);
    const key = `${elementType}:${Object.is(rounded, -0) ? "-0" : rounded}`;
    const known = this.scalars.get(key);
    if (known) return known;
    const value = { ...this.constant(data, { shape: [], elementType }), scalar: rounded };
    this.scalars.set(key, value);
    return value;
  }

  /** Sizes as a list, for shapes and bounds. */
  dimensions(sizes: readonly number[]): GraphValue {
    return this.value({ kind: "dimensions", sizes }, { shape: [sizes.length], elementType: "int64" });
  }

  /** Appends a node of one output. */
  apply(operator: string, inputs: readonly GraphValue[], output: OutputType, options: NodeOptions = {}): GraphValue {
    const [value] = this.applyMany(operator, inputs, [output], options);
    if (!value) throw new Error("Cannot happen: a node of one output has one");
    return value;
  }

  /** Appends a node of any number of outputs. */
  applyMany(
    operator: string,
    inputs: readonly GraphValue[],
    outputs: readonly OutputType[],
    { attributes = {}, domain = "" }: NodeOptions = {},
  ): GraphValue[] {
    const made: GraphValue[] = [];
    const node: GraphNode = { kernel: this.kernel, operator, domain, inputs, outputs: made, attributes };
    for (const output of outputs) made.push(this.value({ kind: "node", node }, output));
    this.nodes.push(node);
    return made;
  }

  /** The tensor's value in its full shape, broadcast if it is not so yet. */
  whole({ value, shape }: TracedTensor): GraphValue {
    if (sameShape(value.shape, shape)) return value;
    return this.apply("Expand", [value, this.dimensions(shape)], { shape, elementType: value.elementType });
  }

  /** Adds the input for a dropout mask. */
  mask(shape: readonly number[], rate: number): GraphValue {
    const name = `dropout/${this.masks.length}`;
    this.masks.push({ name, shape, rate });
    return this.input(name, shape, "uint8");
  }

  private value(source: ValueSource, { shape, elementType }: OutputType): GraphValue {
    return { id: this.values++, shape: [...shape], elementType, source };
  }
}

function scalarData(scalar: number, elementType: ElementType): ConstantData {
  switch (elementType) {
    case "float32":
      return Float32Array.of(scalar);
    case "int32":
      return Int32Array.of(scalar);
    case "int64":
      return BigInt64Array.of(BigInt(scalar));
    case "uint8":
      return Uint8Array.of(scalar);
    case "bool":
      return Uint8Array.of(scalar === 0 ? 0 : 1);
  }
}
