import type { KeyValues } from "../llm/decoderInput.js";
import type { FrozenWeights } from "../llm/frozenWeights.js";
import { tracedWeights } from "../llm/tracedWeights.js";
import { mapRecord } from "../runtime/mapRecord.js";
import type { GraphSession, GraphTensor } from "../runtime/session.js";
import type { BatchShapes, InitialParameter } from "../runtime/trainer.js";
import type { tf } from "../trace/tensorflow.js";
import { type TracedGraph, traceGraph, type Tracer } from "../trace/traceGraph.js";
import type { FrozenDecoder } from "./frozenDecoder.js";
import { openBesideWeights } from "./openBesideWeights.js";
import type { PromptStart } from "./readPromptStart.js";
import type { ShapedFeeds } from "./shapedFeeds.js";

/** A frozen model, and how it is run. */
export interface FrozenGraphsOptions {
  readonly frozen: FrozenWeights;
  /** The shapes of `llmSrecParameters`. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** See `FrozenDecoder`. */
  readonly maxPositions: number;
  /** Where they are given, the batch's prompts are what follows them. */
  readonly userStart?: PromptStart;
  readonly itemStart?: PromptStart;
  /** What is multiplied by weights of eight bits is rounded to eight bits too. Default: false. */
  readonly roundsInputs?: boolean;
  /** Of ONNX Runtime. */
  readonly threads: number;
}

type Tensors = Readonly<Record<string, tf.Tensor>>;
type Side = "user" | "item";

/** A function of a frozen model, parameters and a batch, as traced graphs: one for each shape of a batch. */
export class FrozenGraphs {
  private readonly sessions = new Map<string, Promise<GraphSession>>();

  /** @param build Called once for each graph; gives its outputs by their names. */
  constructor(
    private readonly options: FrozenGraphsOptions,
    private readonly build: (decoder: FrozenDecoder, parameters: Tensors, batch: Tensors) => Tensors,
  ) {}

  /** @throws {RangeError} If a parameter or a tensor of the batch is missing. */
  async run(
    parameters: Readonly<Record<string, InitialParameter>>,
    { shapes, feeds }: ShapedFeeds,
  ): Promise<Record<string, GraphTensor>> {
    const session = await this.load(shapes);
    const inputs: Record<string, GraphTensor> = { ...this.startInputs("user"), ...this.startInputs("item") };
    for (const [name, parameter] of Object.entries(parameters)) inputs[`parameter/${name}`] = parameter;
    for (const [name, { shape }] of Object.entries(shapes)) {
      const data = feeds[name];
      if (data) inputs[`batch/${name}`] = { data, shape };
    }
    // What the outputs do not depend on is no input of the graph.
    const wanted = Object.entries(inputs).filter(([name]) => session.inputNames.includes(name));
    return session.run(Object.fromEntries(wanted));
  }

  /** Frees the graphs. */
  async close(): Promise<void> {
    const sessions = await Promise.all(this.sessions.values());
    this.sessions.clear();
    await Promise.all(sessions.map((session) => session.close()));
  }

  private load(shapes: BatchShapes): Promise<GraphSession> {
    const name = JSON.stringify(shapes);
    const known = this.sessions.get(name);
    if (known) return known;
    const { frozen, threads } = this.options;
    const opening = openBesideWeights(this.trace(shapes).toOnnx(), frozen.folder, {
      threads,
      prepacks: false,
    });
    this.sessions.set(name, opening);
    // A graph that failed is no session to be closed, and may be tried again.
    opening.catch(() => this.sessions.delete(name));
    return opening;
  }

  private trace(batchShapes: BatchShapes): TracedGraph {
    const { frozen, shapes, maxPositions, roundsInputs = false } = this.options;
    return traceGraph((tracer) => {
      const [userStart, itemStart] = [this.start(tracer, "user"), this.start(tracer, "item")];
      const decoder = {
        weights: tracedWeights(tracer, frozen, { roundsInputs }),
        config: frozen.config,
        maxPositions,
        ...(userStart && { userStart }),
        ...(itemStart && { itemStart }),
      };
      const parameters = mapRecord(shapes, (shape, name) => tracer.input(`parameter/${name}`, shape, "float32"));
      const batch = mapRecord(batchShapes, ({ shape, dtype }, name) => tracer.input(`batch/${name}`, shape, dtype));
      return this.build(decoder, parameters, batch);
    });
  }

  private start(tracer: Tracer, side: Side): readonly KeyValues[] | undefined {
    return this.options[`${side}Start`]?.map(({ keys, values }, layer) => ({
      keys: tracer.input(`${side}Start/keys${layer}`, keys.shape, "float32"),
      values: tracer.input(`${side}Start/values${layer}`, values.shape, "float32"),
    }));
  }

  private startInputs(side: Side): Record<string, GraphTensor> {
    const inputs: Record<string, GraphTensor> = {};
    for (const [layer, { keys, values }] of (this.options[`${side}Start`] ?? []).entries()) {
      inputs[`${side}Start/keys${layer}`] = keys;
      inputs[`${side}Start/values${layer}`] = values;
    }
    return inputs;
  }
}
