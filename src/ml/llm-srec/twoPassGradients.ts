import type { GraphTensor } from "../runtime/session.js";
import type { InitialParameter } from "../runtime/trainer.js";
import { tf } from "../trace/tensorflow.js";
import type { FrozenDecoder } from "./frozenDecoder.js";
import type { FrozenGradientsOptions } from "./frozenGradients.js";
import { FrozenGraphs } from "./frozenGraphs.js";
import { llmSrecFeed } from "./llmSrecFeed.js";
import type { LossAndGradients } from "./lossAndGradients.js";
import type { ShapedFeeds } from "./shapedFeeds.js";

type Tensors = Readonly<Record<string, tf.Tensor>>;
type Parameters = Readonly<Record<string, InitialParameter>>;
type Side = "user" | "item";

/** A loss that is computed from vectors: what the language model is needed for, and what comes after it. */
export interface VectorLoss {
  /** The vectors of a part's users or items, `[rows, V]`. */
  readonly vectors: (decoder: FrozenDecoder, parameters: Tensors, part: Tensors, side: Side) => tf.Tensor;
  /** Of the whole batch: all its vectors, `[B, V]` and `[I, V]`. */
  readonly loss: (
    vectors: { readonly users: tf.Tensor; readonly items: tf.Tensor },
    parameters: Tensors,
    batch: Tensors,
  ) => tf.Scalar;
}

/** A batch whose prompts are read part by part. */
export interface PartedBatch {
  /** In the order of users and of items in `batch`; parts of the same shapes share graphs. */
  readonly parts: readonly { readonly side: Side; readonly feeds: ShapedFeeds }[];
  /** What the loss reads besides vectors. */
  readonly batch: ShapedFeeds;
}

const COTANGENT = "cotangent";

/**
 * `FrozenGradients` in the memory of a part of a batch, exactly: a first pass reads all vectors without gradients, the
 * loss of the whole batch is differentiated by them, and a second pass goes on from there, part by part. It costs one
 * forward pass more.
 */
export class TwoPassGradients {
  private readonly forward: Readonly<Record<Side, FrozenGraphs>>;
  private readonly backward: Readonly<Record<Side, FrozenGraphs>>;
  private readonly whole: FrozenGraphs;
  private readonly trained: readonly string[];

  constructor({ trained, ...options }: FrozenGradientsOptions, { vectors, loss }: VectorLoss) {
    this.trained = trained;
    const ofSide = (make: (side: Side) => FrozenGraphs) => ({ user: make("user"), item: make("item") });
    this.forward = ofSide(
      (side) => new FrozenGraphs(options, (decoder, parameters, part) => ({ vectors: vectors(decoder, parameters, part, side) })), // prettier-ignore
    );
    this.backward = ofSide(
      (side) =>
        new FrozenGraphs(options, (decoder, parameters, part) => {
          const pulled = (given: Tensors) =>
            tf.sum<tf.Scalar>(tf.mul(vectors(decoder, { ...parameters, ...given }, part, side), llmSrecFeed(part, COTANGENT))); // prettier-ignore
          return gradientsOfSome(pick(parameters, trained), pulled).gradients;
        }),
    );
    this.whole = new FrozenGraphs(options, (_, parameters, batch) => {
      const [users, items] = [llmSrecFeed(batch, "user.vectors"), llmSrecFeed(batch, "item.vectors")];
      const given = { ...pick(parameters, trained), "user.vectors": users, "item.vectors": items };
      const { value, gradients } = gradientsOfSome(given, (by) =>
        loss({ users: by["user.vectors"]!, items: by["item.vectors"]! }, { ...parameters, ...by }, batch),
      );
      return { loss: tf.reshape(value, []), ...gradients };
    });
  }

  /** @throws {RangeError} If a parameter or a tensor of the batch is missing, or a trained parameter has no gradient. */
  async of(parameters: Parameters, { parts, batch }: PartedBatch): Promise<LossAndGradients> {
    const read: GraphTensor[] = [];
    for (const { side, feeds } of parts) read.push((await this.forward[side].run(parameters, feeds))["vectors"]!);
    const ofSide = (side: Side) => joinedRows(read.filter((_, at) => parts[at]!.side === side));
    const outputs = await this.whole.run(parameters, withFloats(batch, { "user.vectors": ofSide("user"), "item.vectors": ofSide("item") })); // prettier-ignore
    const sums = new Map<string, Float32Array>();
    addGradients(sums, outputs, this.trained);
    const done: Record<Side, number> = { user: 0, item: 0 };
    for (const [at, { side, feeds }] of parts.entries()) {
      const { data, shape } = read[at]!;
      const cotangent = (outputs[`gradient/${side}.vectors`]!.data as Float32Array).slice(done[side], done[side] + data.length); // prettier-ignore
      done[side] += data.length;
      const slopes = await this.backward[side].run(parameters, withFloats(feeds, { [COTANGENT]: { data: cotangent, shape } })); // prettier-ignore
      addGradients(sums, slopes, this.trained);
    }
    const missing = this.trained.find((name) => !sums.has(name));
    if (missing !== undefined)
      throw new RangeError(`Cannot train parameter "${missing}": the loss does not depend on it`);
    return { loss: Number(outputs["loss"]!.data[0]), gradients: Object.fromEntries(sums) };
  }

  /** Frees the graphs. */
  async close(): Promise<void> {
    const graphs = [...Object.values(this.forward), ...Object.values(this.backward), this.whole];
    await Promise.all(graphs.map((each) => each.close()));
  }
}

function pick(parameters: Tensors, names: readonly string[]): Tensors {
  return Object.fromEntries(names.map((name) => [name, parameters[name]!]));
}

/** By those that the value depends on: a part does not know what the others train. */
function gradientsOfSome(given: Tensors, of: (given: Tensors) => tf.Scalar): { value: tf.Scalar; gradients: Tensors } {
  const { value, grads } = tf.engine().gradients(() => of(given), Object.values(given), undefined, true);
  const entries = Object.keys(given).flatMap((name, at) => {
    const gradient = grads[at] as tf.Tensor | null;
    return gradient ? [[`gradient/${name}`, gradient] as const] : [];
  });
  return { value, gradients: Object.fromEntries(entries) };
}

function addGradients(
  sums: Map<string, Float32Array>,
  outputs: Readonly<Record<string, GraphTensor>>,
  names: readonly string[],
): void {
  for (const name of names) {
    const gradient = outputs[`gradient/${name}`]?.data as Float32Array | undefined;
    if (!gradient) continue;
    const sum = sums.get(name);
    if (!sum) sums.set(name, gradient.slice());
    else for (let at = 0; at < sum.length; at++) sum[at] = sum[at]! + gradient[at]!;
  }
}

function joinedRows(tensors: readonly GraphTensor[]): GraphTensor {
  const [, width = 0] = tensors[0]?.shape ?? [];
  const data = new Float32Array(tensors.reduce((sum, each) => sum + each.data.length, 0));
  let at = 0;
  for (const each of tensors) {
    data.set(each.data as Float32Array, at);
    at += each.data.length;
  }
  return { data, shape: [data.length / width, width] };
}

function withFloats(given: ShapedFeeds, more: Readonly<Record<string, GraphTensor>>): ShapedFeeds {
  const entries = Object.entries(more);
  return {
    shapes: { ...given.shapes, ...Object.fromEntries(entries.map(([name, { shape }]) => [name, { shape, dtype: "float32" as const }])) }, // prettier-ignore
    feeds: { ...given.feeds, ...Object.fromEntries(entries.map(([name, { data }]) => [name, data as Float32Array])) },
  };
}
