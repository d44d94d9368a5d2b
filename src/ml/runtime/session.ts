import * as ort from "onnxruntime-node";

/** The values of a tensor, row-major, and its shape. Bools come as `Uint8Array`. */
export interface GraphTensor {
  readonly data: Float32Array | Int32Array | BigInt64Array | Uint8Array;
  readonly shape: readonly number[];
}

/** An ONNX graph loaded into ONNX Runtime. */
export interface GraphSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /**
   * Computes all outputs.
   *
   * @param outputs Buffers to be written by their outputs' names, instead of new ones.
   * @throws {RangeError} If an input is missing or unknown.
   */
  run(
    feeds: Readonly<Record<string, GraphTensor>>,
    outputs?: Readonly<Record<string, GraphTensor>>,
  ): Promise<Record<string, GraphTensor>>;
  /** Frees the graph and its buffers. */
  close(): Promise<void>;
}

/** How a session computes. */
export interface SessionOptions {
  /** Threads within an operation, 1 or more. */
  readonly threads: number;
  /** Plan all buffers at once: for graphs of fixed shapes that are not big, where it costs memory. Default: off. */
  readonly enableMemPattern?: boolean;
  /** Keep copies of weights that are arranged for the processor: faster, and each session holds its own. Default: on. */
  readonly prepacks?: boolean;
}

/** Nothing short of a crash is written to standard error: what fails is thrown, and the warnings are harmless. */
const LOG_FATAL = 4;

/**
 * Loads a model from its bytes or from a file; weights in files beside it are memory-mapped.
 *
 * @throws {RangeError} If the number of threads is not a positive integer.
 */
export async function openSession(model: Uint8Array | string, options: SessionOptions): Promise<GraphSession> {
  const { threads, enableMemPattern = false, prepacks = true } = options;
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(`Cannot open a session with ${threads} threads: 1 or more are wanted`);
  }
  const settings: ort.InferenceSession.SessionOptions = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential", // the parallel mode is slower, and its order of sums is not fixed
    enableMemPattern,
    logSeverityLevel: LOG_FATAL,
    ...(!prepacks && { extra: { session: { disable_prepacking: "1" } } }),
  };
  const session = await (typeof model === "string"
    ? ort.InferenceSession.create(model, settings)
    : ort.InferenceSession.create(model, settings));
  return new OnnxSession(session);
}

class OnnxSession implements GraphSession {
  private readonly types: ReadonlyMap<string, ort.Tensor.Type>;

  constructor(private readonly session: ort.InferenceSession) {
    const metadata = [...session.inputMetadata, ...session.outputMetadata];
    this.types = new Map(metadata.flatMap((each) => (each.isTensor ? [[each.name, each.type]] : [])));
  }

  get inputNames(): readonly string[] {
    return this.session.inputNames;
  }

  get outputNames(): readonly string[] {
    return this.session.outputNames;
  }

  async run(
    feeds: Readonly<Record<string, GraphTensor>>,
    outputs?: Readonly<Record<string, GraphTensor>>,
  ): Promise<Record<string, GraphTensor>> {
    for (const name of this.inputNames) {
      if (!Object.hasOwn(feeds, name)) throw new RangeError(`Cannot run the graph: input "${name}" is missing`);
    }
    const inputs = this.tensors(feeds);
    const results = outputs ? await this.session.run(inputs, this.tensors(outputs)) : await this.session.run(inputs);
    return Object.fromEntries(
      Object.entries(results).map(([name, { data, dims }]) => [
        name,
        { data: data as GraphTensor["data"], shape: dims },
      ]),
    );
  }

  close(): Promise<void> {
    return this.session.release();
  }

  private tensors(given: Readonly<Record<string, GraphTensor>>): Record<string, ort.Tensor> {
    return Object.fromEntries(
      Object.entries(given).map(([name, { data, shape }]) => {
        const type = this.types.get(name);
        if (!type) throw new RangeError(`Cannot run the graph: it has no input or output "${name}"`);
        return [name, new ort.Tensor(type, data, shape)];
      }),
    );
  }
}
