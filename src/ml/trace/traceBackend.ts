import { DomainError } from "../../domain/domainError.js";
import { Graph, type TracedTensor } from "./graph.js";
import type { ConstantData, ElementType } from "./graphValue.js";
import { TRACE_BACKEND } from "./isTracing.js";
import { tf } from "./tensorflow.js";

/** TensorFlow.js runs every op in a scope of the op's name and this ending. */
const OP_SCOPE_ENDING = "__op";
/** Ops that draw numbers: what they drew while tracing would stay in the graph for ever. */
const RANDOM_OP = /^(dropout|rand|stateless|truncatedNormal|multinomial)/;

type DataId = ReturnType<tf.KernelBackend["write"]>;

/** The TensorFlow.js backend that computes nothing: its tensors stand for values of the graph being traced. */
class TraceBackend extends tf.KernelBackend {
  /** The graph of the trace going on; a new one for each. */
  graph = new Graph();
  private tensors = new WeakMap<DataId, TracedTensor>();

  /** Forgets the last trace's tensors and starts an empty graph. */
  begin(): Graph {
    this.tensors = new WeakMap();
    this.graph = new Graph();
    return this.graph;
  }

  /** @throws {DomainError} `UNSUPPORTED_OPERATION` if the tensor was not made in this trace. */
  traced(tensor: tf.TensorInfo): TracedTensor {
    const traced = this.tensors.get(tensor.dataId);
    if (traced) return traced;
    throw new DomainError(
      "UNSUPPORTED_OPERATION",
      `Cannot trace "${this.graph.kernel}": a tensor of shape [${tensor.shape.join(", ")}] was made outside the trace; hand it in as an input, or make it inside`,
    );
  }

  /** Gives a value of the graph a TensorFlow.js face. */
  tensorInfo(traced: TracedTensor): tf.TensorInfo {
    const { elementType } = traced.value;
    if (elementType === "int64" || elementType === "uint8")
      throw new TypeError(`Cannot make a tensor of type ${elementType}`);
    const dataId = {};
    this.tensors.set(dataId, traced);
    return { dataId, shape: [...traced.shape], dtype: elementType };
  }

  /** A tensor made from values: a constant of the graph. */
  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): DataId {
    this.refuseRandomOps();
    if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool") {
      throw new DomainError(
        "UNSUPPORTED_OPERATION",
        `Cannot trace a tensor of type ${dtype}: float32, int32 and bool are wanted`,
      );
    }
    const data = constantData(values as ArrayLike<number>, dtype);
    const [first] = data;
    const dataId = {};
    // All elements alike: kept as one, and broadcast where it must be. Compared so that 0 and -0 differ, and NaN is itself.
    const isUniform = first !== undefined && data.every((value) => Object.is(value, first));
    const value = isUniform
      ? this.graph.scalar(Number(first), dtype)
      : this.graph.constant(data, { shape, elementType: dtype });
    this.tensors.set(dataId, { value, shape });
    return dataId;
  }

  override readSync(dataId: DataId): tf.BackendValues {
    const traced = this.tensors.get(dataId);
    if (traced?.value.source.kind === "constant") {
      const { data } = traced.value.source;
      if (!(data instanceof BigInt64Array)) {
        return traced.value.scalar === undefined
          ? data.slice()
          : filled(data, tf.util.sizeFromShape([...traced.shape]));
      }
    }
    throw new DomainError(
      "UNSUPPORTED_OPERATION",
      `Cannot trace ${this.currentOp()}: it reads a tensor's values, and while tracing they are not known`,
    );
  }

  override read(dataId: DataId): Promise<tf.BackendValues> {
    return Promise.resolve().then(() => this.readSync(dataId));
  }

  override disposeData(): boolean {
    return true; // The tensors are weakly held, and go with their ids.
  }

  override incRef(): void {
    // Nothing is freed by count.
  }

  override refCount(): number {
    return 1;
  }

  override numDataIds(): number {
    return 0;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7; // as of every backend with 32 bit floats
  }

  override timerAvailable(): boolean {
    return false;
  }

  override dispose(): void {
    this.begin();
  }

  private refuseRandomOps(): void {
    const drawing = openOps().find((op) => RANDOM_OP.test(op));
    if (drawing === undefined) return;
    throw new DomainError(
      "UNSUPPORTED_OPERATION",
      `Cannot trace "${drawing}": the numbers it draws now would stay in the graph; take them from a DropoutSource or an input`,
    );
  }

  private currentOp(): string {
    const op = openOps().at(-1);
    return op === undefined ? `dataSync() after "${this.graph.kernel}"` : `"${op}"`;
  }
}

/** The ops that are running now, outermost first. */
function openOps(): string[] {
  return tf
    .engine()
    .state.scopeStack.map(({ name }) => name)
    .filter((name) => name.endsWith(OP_SCOPE_ENDING))
    .map((name) => name.slice(0, -OP_SCOPE_ENDING.length));
}

function constantData(values: ArrayLike<number>, dtype: ElementType): ConstantData {
  if (dtype === "float32") return Float32Array.from(values);
  if (dtype === "int32") return Int32Array.from(values);
  return Uint8Array.from(values, (value) => (value ? 1 : 0));
}

function filled(like: Float32Array | Int32Array | Uint8Array, length: number): Float32Array | Int32Array | Uint8Array {
  const value = like[0] ?? 0;
  if (like instanceof Float32Array) return new Float32Array(length).fill(value);
  if (like instanceof Int32Array) return new Int32Array(length).fill(value);
  return new Uint8Array(length).fill(value);
}

/** The one trace backend of the process. */
export const traceBackend = new TraceBackend();

tf.registerBackend(TRACE_BACKEND, () => traceBackend, -1); // Never chosen by itself: every other backend has a higher priority.
