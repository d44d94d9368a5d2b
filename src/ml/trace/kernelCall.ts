import { DomainError } from "../../domain/domainError.js";
import type { Graph, TracedTensor } from "./graph.js";
import type { ElementType, GraphValue } from "./graphValue.js";

/** A kernel of the tracer: computes nothing, appends nodes. */
export type TracedKernel = (call: KernelCall) => TracedTensor | TracedTensor[];

/** Kernels by the names that TensorFlow.js calls them by. */
export type KernelTable = Readonly<Record<string, TracedKernel>>;

/** One call of a kernel by TensorFlow.js. */
export class KernelCall {
  /** @param attributes As TensorFlow.js gives them; which there are, and of which types, is said by the kernel. */
  constructor(
    readonly graph: Graph,
    readonly kernel: string,
    private readonly inputs: Readonly<Record<string, TracedTensor>>,
    private readonly attributes: Readonly<Record<string, unknown>>,
  ) {}

  input(name: string): TracedTensor {
    const tensor = this.inputs[name];
    if (!tensor) throw new TypeError(`Cannot trace "${this.kernel}": input "${name}" is missing`);
    return tensor;
  }

  /** All inputs, of kernels that take any number. */
  allInputs(): TracedTensor[] {
    return Object.values(this.inputs);
  }

  number(attribute: string): number {
    const value = this.attributes[attribute];
    if (typeof value !== "number") throw this.wrongAttribute(attribute, "a number");
    return value;
  }

  /** A list of numbers; a single one is a list of one. */
  numbers(attribute: string): number[] {
    const value = this.attributes[attribute];
    if (typeof value === "number") return [value];
    if (!Array.isArray(value)) throw this.wrongAttribute(attribute, "a list of numbers");
    return value as number[];
  }

  /** An attribute of a form of its own; undefined where it is not given. */
  raw(attribute: string): unknown {
    return this.attributes[attribute];
  }

  flag(attribute: string): boolean {
    return this.attributes[attribute] === true;
  }

  /** An element type that TensorFlow.js knows. */
  elementType(attribute: string): ElementType {
    const value = this.attributes[attribute];
    if (value === "float32" || value === "int32" || value === "bool") return value;
    throw this.unsupported(`${String(value)} tensors are not among what it can express: float32, int32 and bool are`);
  }

  /** A tensor of a node's output, in its own shape. */
  result(value: GraphValue): TracedTensor {
    return { value, shape: value.shape };
  }

  /** The error for what the kernel cannot express. */
  unsupported(reason: string): DomainError {
    return new DomainError("UNSUPPORTED_OPERATION", `Cannot trace "${this.kernel}": ${reason}`);
  }

  /** @throws {DomainError} `UNSUPPORTED_OPERATION` unless the tensor is of one of the types. */
  requireType({ value }: TracedTensor, ...types: readonly ElementType[]): void {
    if (!types.includes(value.elementType)) {
      throw this.unsupported(`its input is of type ${value.elementType}, ${types.join(" or ")} is wanted`);
    }
  }

  private wrongAttribute(attribute: string, wanted: string): TypeError {
    return new TypeError(`Cannot trace "${this.kernel}": attribute "${attribute}" is not ${wanted}`);
  }
}
