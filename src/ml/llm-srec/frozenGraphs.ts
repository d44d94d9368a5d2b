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
  /** How many graphs stay open; beyond, the one that was not used for longest is closed. Default: 32. */
  readonly mostGraphs?: number;
}

/** Shapes of lengths up to 1,024 in steps of 32. */
const MOST_GRAPHS = 32;

/** A graph, and when it is free. */
interface OpenGraph {
  readonly session: Promise<GraphSession>;
  lastRun: Promise<unknown>;
}

type Tensors = Readonly<Record<string, tf.Tensor>>;
type Side = "user" | "item";

/** A function of a frozen model, parameters and a batch, as traced graphs: one for each shape of a batch. */
export class FrozenGraphs {
  /** The one that was not used for longest comes first. */
  private readonly graphs = new Map<string, OpenGraph>();

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
    const graph = this.graphOf(shapes);
    const running = graph.session.then((session) => this.runOn(session, parameters, { shapes, feeds }));
    graph.lastRun = Promise.allSettled([graph.lastRun, running]);
    await this.closeOldest();
    return running;
  }

  /** How many graphs are open. */
  get openGraphs(): number {
    return this.graphs.size;
  }

  /** Frees the graphs. */
  async close(): Promise<void> {
    const graphs = [...this.graphs.values()];
    this.graphs.clear();
    await Promise.all(graphs.map(closeGraph));
  }

  private runOn(
    session: GraphSession,
    parameters: Readonly<Record<string, InitialParameter>>,
    { shapes, feeds }: ShapedFeeds,
  ): Promise<Record<string, GraphTensor>> {
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

  private graphOf(shapes: BatchShapes): OpenGraph {
    const name = JSON.stringify(shapes);
    const graph = this.graphs.get(name) ?? this.open(name, shapes);
    this.graphs.delete(name);
    this.graphs.set(name, graph);
    return graph;
  }

  private async closeOldest(): Promise<void> {
    const { mostGraphs = MOST_GRAPHS } = this.options;
    for (const [name, graph] of this.graphs) {
      if (this.graphs.size <= mostGraphs) break;
      this.graphs.delete(name);
      await closeGraph(graph);
    }
  }

  private open(name: string, shapes: BatchShapes): OpenGraph {
    const { frozen, threads } = this.options;
    const session = openBesideWeights(this.trace(shapes).toOnnx(), frozen.folder, { threads, prepacks: false });
    // A graph that failed is no session to be closed, and may be tried again.
    session.catch(() => this.graphs.delete(name));
    return { session, lastRun: Promise.resolve() };
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

async function closeGraph({ session, lastRun }: OpenGraph): Promise<void> {
  await lastRun;
  await (await session).close();
}
