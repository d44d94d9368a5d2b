import { DomainError } from "../../domain/domainError.js";
import { encodeModel } from "./encodeModel.js";
import type { MaskInput } from "./graph.js";
import { checkExternalData } from "./checkExternalData.js";
import type { ExternalData, GraphValue } from "./graphValue.js";
import { isTracing, TRACE_BACKEND } from "./isTracing.js";
import { modelParts } from "./modelParts.js";
import { registerKernels } from "./registerKernels.js";
import type { SymbolicDimensions } from "./symbolicSizes.js";
import { tf } from "./tensorflow.js";
import { traceBackend } from "./traceBackend.js";

/** Makes the inputs and constants of a graph while it is traced. */
export interface Tracer {
  /**
   * A value handed in at every run.
   *
   * @throws {RangeError} If the name is taken, empty, or starts with "_".
   */
  input(name: string, shape: readonly number[], dtype: "int32" | "float32"): tf.Tensor;
  /**
   * A value stored in the graph.
   *
   * @param data Not copied: it must not change before the graph is written.
   */
  constant(data: Float32Array | Int32Array, shape: readonly number[]): tf.Tensor;
  /**
   * A float32 value that is no part of the model's bytes: it stays in a file beside the model, which must then be
   * loaded from a file too.
   *
   * @throws {RangeError} If the bytes do not fill the shape, do not start at a page, or the file is not beside the model.
   */
  external(data: ExternalData, shape: readonly number[]): tf.Tensor;
}

/** An input of a traced graph. */
interface GraphInput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly elementType: string;
}

/** A graph that ops recorded. */
export interface TracedGraph {
  /** In the order of their making, dropout masks among them; those that no output depends on are left out of the model. */
  readonly inputs: readonly GraphInput[];
  /** The inputs that want a dropout mask at every run, in the order in which the model asked for them. */
  readonly masks: readonly MaskInput[];
  /**
   * The bytes of an ONNX model.
   *
   * @throws {DomainError} `UNSUPPORTED_OPERATION` if a dimension cannot be made symbolic, naming it and the op.
   */
  toOnnx(options?: { readonly symbolic?: SymbolicDimensions }): Uint8Array;
}

/**
 * Records the ops that `build` calls as an ONNX graph; nothing is computed. Synchronous, because TensorFlow.js has one
 * backend for the whole process; the one before is restored, whatever happens.
 *
 * @param build Returns the graph's outputs by their names.
 * @throws {DomainError} `UNSUPPORTED_OPERATION` for an op that cannot be expressed, by name.
 * @throws {Error} If called within another trace, or with an asynchronous `build`.
 */
export function traceGraph(build: (tracer: Tracer) => Readonly<Record<string, tf.Tensor>>): TracedGraph {
  if (isTracing()) throw new Error("Cannot trace within a trace: TensorFlow.js has one backend for the whole process");
  registerKernels();
  const before = tf.getBackend() as string | undefined;
  void tf.setBackend(TRACE_BACKEND);
  const graph = traceBackend.begin();
  try {
    const outputs: Record<string, GraphValue> = {};
    tf.tidy(() => {
      for (const [name, tensor] of Object.entries(synchronously(build(tracer)))) {
        graph.kernel = name;
        outputs[name] = graph.whole(traceBackend.traced(tensor));
      }
    });
    refuseNames(outputs, graph.inputs);
    return {
      inputs: graph.inputs.map(({ source, shape, elementType }) => ({
        name: source.kind === "input" ? source.name : "",
        shape,
        elementType,
      })),
      masks: graph.masks,
      toOnnx: ({ symbolic = {} } = {}) => encodeModel(modelParts(graph, outputs, symbolic)),
    };
  } catch (error) {
    throw namedRefusal(error);
  } finally {
    traceBackend.begin();
    void tf.setBackend(before ?? "cpu");
  }
}

const tracer: Tracer = {
  input(name, shape, dtype) {
    const value = traceBackend.graph.input(name, shape, dtype);
    return tf.engine().makeTensorFromTensorInfo(traceBackend.tensorInfo({ value, shape }));
  },
  constant(data, shape) {
    const elementType = data instanceof Float32Array ? "float32" : "int32";
    const value = traceBackend.graph.constant(data, { shape, elementType });
    return tf.engine().makeTensorFromTensorInfo(traceBackend.tensorInfo({ value, shape }));
  },
  external(data, shape) {
    checkExternalData(data, shape, "float32");
    const value = traceBackend.graph.external(data, { shape, elementType: "float32" });
    return tf.engine().makeTensorFromTensorInfo(traceBackend.tensorInfo({ value, shape }));
  },
};

function synchronously<Outputs>(outputs: Outputs): Outputs {
  if (outputs instanceof Promise)
    throw new Error("Cannot trace an asynchronous function: its ops would run after the trace");
  return outputs;
}

function refuseNames(outputs: Readonly<Record<string, GraphValue>>, inputs: readonly GraphValue[]): void {
  for (const name of Object.keys(outputs)) {
    if (name.startsWith("_") || inputs.some(({ source }) => source.kind === "input" && source.name === name)) {
      throw new RangeError(`Cannot name an output "${name}": an input has this name, or it starts with "_"`);
    }
  }
}

/** TensorFlow.js's complaint about a missing kernel, as an error that says what to do. */
function namedRefusal(error: unknown): unknown {
  const kernel = error instanceof Error ? /kernel '([^']+)'.* for backend '/i.exec(error.message)?.[1] : undefined;
  if (kernel === undefined) return error;
  return new DomainError("UNSUPPORTED_OPERATION", `Cannot trace "${kernel}": the tracer has no kernel for it`, {
    cause: error,
  });
}
