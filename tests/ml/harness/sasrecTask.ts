/**
 * @file A SASRec of the engine's own layers, with the loss of its paper: what the engine's tests train.
 *
 * Axes: B batch, T positions, D width.
 */
import { causalSelfAttention } from "../../../src/ml/nn/causalSelfAttention.js";
import { dropout } from "../../../src/ml/nn/dropout.js";
import { embed } from "../../../src/ml/nn/embed.js";
import { layerNorm } from "../../../src/ml/nn/layerNorm.js";
import { pointwiseFeedForward } from "../../../src/ml/nn/pointwiseFeedForward.js";
import type { DropoutSource } from "../../../src/ml/runtime/dropoutSource.js";
import type { BatchShapes, InitialParameter, Loss } from "../../../src/ml/runtime/trainer.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { seededFloats, seededIntegers } from "./seededFloats.js";

export interface SasrecTaskOptions {
  readonly items: number;
  readonly width: number;
  readonly blocks: number;
  readonly heads: number;
  readonly positions: number;
  readonly dropoutRate: number;
}

export interface SasrecTask {
  readonly parameters: Readonly<Record<string, InitialParameter>>;
  readonly loss: Loss;
  shapes(batch: number, positions: number): BatchShapes;
  feeds(batch: number, positions: number, seed: number): Record<string, Int32Array>;
  /** `[B, T, D]` of `[B, T]`; no dropout. */
  encode(parameters: Tensors, ids: tf.Tensor): tf.Tensor;
}

type Tensors = Readonly<Record<string, tf.Tensor>>;

const EPSILON = 1e-8;

/** The task, its first parameters a function of the sizes alone. */
export function sasrecTask(options: SasrecTaskOptions): SasrecTask {
  const shape = (batch: number, positions: number) => ({ shape: [batch, positions], dtype: "int32" as const });
  return {
    parameters: initialParameters(options),
    loss: (parameters, { ids, positives, negatives }, source) => {
      const states = encode(options, parameters, ids!, source); // [B, T, D]
      const logits = (of: tf.Tensor) => tf.sum(tf.mul(states, embed(parameters["items"]!, of)), -1); // [B, T]
      const each = tf.add(tf.softplus(tf.neg(logits(positives!))), tf.softplus(logits(negatives!))); // [B, T]
      const counted = tf.cast(tf.notEqual(positives!, tf.scalar(0, "int32")), "float32"); // [B, T]
      return tf.div(tf.sum(tf.mul(each, counted)), tf.sum(counted));
    },
    shapes: (batch, positions) => ({
      ids: shape(batch, positions),
      positives: shape(batch, positions),
      negatives: shape(batch, positions),
    }),
    feeds: (batch, positions, seed) => batchOf(options.items, batch, positions, seed),
    encode: (parameters, ids) => encode(options, parameters, ids, null),
  };
}

function encode(
  { width, blocks, heads, dropoutRate }: SasrecTaskOptions,
  parameters: Tensors,
  ids: tf.Tensor,
  source: DropoutSource | null,
) {
  const [, T = 0] = ids.shape;
  const isReal = tf.notEqual(ids, tf.scalar(0, "int32")); // [B, T]
  const kept = tf.expandDims(tf.cast(isReal, "float32"), -1); // [B, T, 1]
  // Positions are counted from the newest, so that a longer padding changes nothing.
  const places = tf.reverse(tf.slice(parameters["places"]!, [0, 0], [T, width]), 0); // [T, D]
  const sum = tf.add(tf.mul(embed(parameters["items"]!, ids), Math.sqrt(width)), places); // [B, T, D]
  let states = tf.mul(dropout(sum, dropoutRate, source), kept); // [B, T, D]
  for (let block = 0; block < blocks; block++) {
    const own = ofBlock(parameters, block);
    const norm = (x: tf.Tensor, name: string) => layerNorm(x, own[`${name}Gain`]!, own[`${name}Shift`]!, EPSILON);
    const query = norm(states, "attentionNorm"); // [B, T, D]
    const weights = own as unknown as Parameters<typeof causalSelfAttention>[1];
    const inputs = { query, key: states, value: states, isReal };
    const attended = causalSelfAttention(inputs, weights, { heads, dropoutRate, dropout: source }); // [B, T, D]
    const between = norm(tf.add(query, attended), "forwardNorm"); // [B, T, D]
    const forwardWeights = own as unknown as Parameters<typeof pointwiseFeedForward>[1];
    const forward = pointwiseFeedForward(between, forwardWeights, { dropoutRate, dropout: source }); // [B, T, D]
    states = tf.mul(tf.add(between, forward), kept); // [B, T, D]
  }
  return layerNorm(states, parameters["normGain"]!, parameters["normShift"]!, EPSILON); // [B, T, D]
}

function ofBlock(parameters: Tensors, block: number): Tensors {
  const prefix = `block${block}.`;
  const own = Object.entries(parameters).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}

const BLOCK_WEIGHTS = ["query", "key", "value", "output", "inner", "outer"];
const BLOCK_NORMS = ["attentionNorm", "forwardNorm"];

function initialParameters({ items, width, blocks, positions }: SasrecTaskOptions) {
  const parameters: Record<string, InitialParameter> = {};
  let seed = 1;
  const add = (name: string, shape: number[], low: number, high: number) => {
    const size = shape.reduce((product, dimension) => product * dimension, 1);
    parameters[name] = { shape, data: seededFloats(size, seed++, low, high) };
  };
  add("items", [items + 1, width], -0.1, 0.1);
  add("places", [positions, width], -0.1, 0.1);
  const addNorm = (name: string) => {
    add(`${name}Gain`, [width], 0.9, 1.1);
    add(`${name}Shift`, [width], -0.1, 0.1);
  };
  addNorm("norm");
  for (let block = 0; block < blocks; block++) {
    for (const name of BLOCK_NORMS) addNorm(`block${block}.${name}`);
    for (const name of BLOCK_WEIGHTS) {
      add(`block${block}.${name}Weight`, [width, width], -0.2, 0.2);
      if (name !== "key") add(`block${block}.${name}Bias`, [width], -0.1, 0.1);
    }
  }
  return parameters;
}

/** Left-padded rows of every length; half of all ids are among the first ten: popular items are what races would hit. */
function batchOf(items: number, batch: number, positions: number, seed: number): Record<string, Int32Array> {
  const hot = Math.min(10, items) + 1;
  const draw = (salt: number) => {
    const all = seededIntegers(batch * positions, seed * 7 + salt, 1, items + 1);
    const popular = seededIntegers(batch * positions, seed * 7 + salt + 1, 1, hot);
    return all.map((id, index) => (index % 2 === 0 ? id : popular[index]!));
  };
  const lengths = seededIntegers(batch, seed * 7, 1, positions + 1);
  const pad = (ids: Int32Array) =>
    ids.map((id, index) => (index % positions < positions - lengths[Math.floor(index / positions)]! ? 0 : id));
  return { ids: pad(draw(1)), positives: pad(draw(3)), negatives: pad(draw(5)) };
}
