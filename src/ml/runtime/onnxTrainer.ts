import type { MaskInput } from "../trace/graph.js";
import { adamCorrections } from "./adamCorrections.js";
import { checkFeeds } from "./checkFeeds.js";
import { fillDropoutMask } from "./fillDropoutMask.js";
import { mapRecord } from "./mapRecord.js";
import { type GraphSession, type GraphTensor, openSession, type SessionOptions } from "./session.js";
import type { BatchFeeds, BatchShapes, Trainer } from "./trainer.js";
import { STATE_PARTS, trainingGraph } from "./trainingGraph.js";
import type { TrainingPlan } from "./trainingPlan.js";
import { TouchedRowState } from "./touchedRowState.js";

interface LoadedBucket {
  readonly session: GraphSession;
  readonly masks: readonly MaskInput[];
}

const NO_VALUES = new Float32Array(0);

/** Trains by one run of a traced graph a step. Every bucket has a graph of its own; parameters and Adam's state are shared. */
export class OnnxTrainer implements Trainer {
  private readonly shapes = new Map<string, BatchShapes>();
  private readonly loaded = new Map<string, Promise<LoadedBucket>>();
  /** Parameters and moments by the names of the graph's inputs. */
  private state: Record<string, GraphTensor> = {};
  /** The buffers that the next step writes; then the two change places, so that a step allocates and copies nothing. */
  private spare: Record<string, GraphTensor> = {};
  /** The table of which only the rows that a batch names take part in a step, if there is one. */
  private readonly rows: TouchedRowState | null;
  private maskBuffer = new Uint8Array(0);
  private steps = 0;
  private isStepping = false;

  private readonly plan: TrainingPlan;

  constructor(
    plan: TrainingPlan,
    private readonly options: SessionOptions,
  ) {
    const { parameters, rowUpdates } = plan;
    // Graphs follow from the shapes; the first values of a large table need not be held for ever.
    this.plan = { ...plan, parameters: mapRecord(parameters, ({ shape }) => ({ shape, data: NO_VALUES })) };
    this.rows = rowUpdates && new TouchedRowState(parameters[rowUpdates.parameter]!, rowUpdates);
    for (const [name, { shape, data }] of Object.entries(parameters)) {
      if (name === rowUpdates?.parameter) continue;
      for (const part of STATE_PARTS) {
        const values = part === "parameter" ? data.slice() : new Float32Array(data.length);
        this.state[`${part}/${name}`] = { data: values, shape };
        this.spare[`${part}/${name}`] = { data: new Float32Array(data.length), shape };
      }
    }
  }

  addBucket(name: string, batch: BatchShapes): void {
    if (this.shapes.has(name)) throw new RangeError(`Cannot add bucket "${name}": there is one of this name`);
    this.shapes.set(name, batch);
  }

  async step(bucket: string, feeds: BatchFeeds): Promise<number> {
    const shapes = this.shapes.get(bucket);
    if (!shapes) throw new RangeError(`Cannot train a step: bucket "${bucket}" was not added`);
    checkFeeds(shapes, feeds);
    if (this.isStepping) throw new Error("Cannot train a step: the one before it is still running");
    this.isStepping = true;
    try {
      const touched = this.rows?.load(feeds);
      const loss = await this.run(await this.load(bucket, shapes), shapes, touched?.feeds ?? feeds);
      if (touched) this.rows?.store(touched);
      return loss;
    } finally {
      this.isStepping = false;
    }
  }

  parameters(): Record<string, Float32Array> {
    return mapRecord(this.plan.parameters, (_, name) => {
      const isTable = this.rows !== null && name === this.plan.rowUpdates?.parameter;
      const data = isTable ? this.rows.values : this.state[`parameter/${name}`]?.data;
      if (!(data instanceof Float32Array)) throw new Error(`Cannot read parameter "${name}": the trainer is closed`);
      return data.slice();
    });
  }

  async close(): Promise<void> {
    const buckets = await Promise.all(this.loaded.values());
    this.loaded.clear();
    this.shapes.clear();
    this.state = {};
    this.spare = {};
    await Promise.all(buckets.map(({ session }) => session.close()));
  }

  private async run({ session, masks }: LoadedBucket, shapes: BatchShapes, feeds: BatchFeeds): Promise<number> {
    const step = this.steps + 1;
    const loss = new Float32Array(1);
    const inputs = {
      ...this.state,
      ...this.rows?.inputs(),
      ...this.drawMasks(masks, step),
      ...this.scalars(step),
      ...batchTensors(shapes, feeds),
    };
    // What the loss does not depend on is no input of the graph.
    const wanted = Object.fromEntries(Object.entries(inputs).filter(([name]) => session.inputNames.includes(name)));
    const outputs = Object.fromEntries(Object.entries(this.spare).map(([name, tensor]) => [`next/${name}`, tensor]));
    await session.run(wanted, { ...outputs, ...this.rows?.outputs(), loss: { data: loss, shape: [] } });
    this.steps = step;
    [this.state, this.spare] = [this.spare, this.state];
    return loss[0] ?? Number.NaN;
  }

  private load(bucket: string, shapes: BatchShapes): Promise<LoadedBucket> {
    const graph = `${bucket}, ${this.rows?.room ?? 0}`; // one for each number of rows that there was room for
    const known = this.loaded.get(graph);
    if (known) return known;
    const opening = this.open(shapes);
    this.loaded.set(graph, opening);
    // A graph that failed is no session to be closed, and may be tried again.
    opening.catch(() => this.loaded.delete(graph));
    return opening;
  }

  private async open(shapes: BatchShapes): Promise<LoadedBucket> {
    const graph = trainingGraph(this.planOfStep(), shapes);
    return { session: await openSession(graph.toOnnx(), this.options), masks: graph.masks };
  }

  /** The plan as a step sees it: the table is as long as there is room for the rows of a batch. */
  private planOfStep(): TrainingPlan {
    const { plan, rows } = this;
    if (rows === null || plan.rowUpdates === null) return plan;
    const { parameter } = plan.rowUpdates;
    const { data, shape } = plan.parameters[parameter]!;
    return { ...plan, parameters: { ...plan.parameters, [parameter]: { data, shape: [rows.room, shape[1]!] } } };
  }

  private scalars(step: number): Record<string, GraphTensor> {
    const { stepSize, epsilon } = adamCorrections(step, this.plan.adam);
    return {
      stepSize: { data: Float32Array.of(stepSize), shape: [] },
      epsilon: { data: Float32Array.of(epsilon), shape: [] },
    };
  }

  /** All masks of a step lie in one buffer, which the buckets share. */
  private drawMasks(masks: readonly MaskInput[], step: number): Record<string, GraphTensor> {
    const sizes = masks.map(({ shape }) => shape.reduce((product, dimension) => product * dimension, 1));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    if (this.maskBuffer.length < total) this.maskBuffer = new Uint8Array(total);
    let offset = 0;
    const drawn: Record<string, GraphTensor> = {};
    masks.forEach(({ name, shape, rate }, mask) => {
      const data = this.maskBuffer.subarray(offset, (offset += sizes[mask] ?? 0));
      fillDropoutMask(data, rate, { seed: this.plan.seed, step, mask });
      drawn[name] = { data, shape };
    });
    return drawn;
  }
}

function batchTensors(shapes: BatchShapes, feeds: BatchFeeds): Record<string, GraphTensor> {
  const tensors = Object.entries(shapes).map(([name, { shape }]) => [`batch/${name}`, { data: feeds[name], shape }]);
  return Object.fromEntries(tensors) as Record<string, GraphTensor>;
}
