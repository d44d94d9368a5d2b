/**
 * @file What titles are matched by: their states, whitened, so that two titles are alike by what sets them apart from the
 * others and not by what all titles of a catalogue share.
 *
 * Axes: N items, D width of the language model, K columns of the projection.
 */
import type { Random } from "../../data/seededRandom.js";
import { drawNormal } from "../../llm-srec/drawNormal.js";
import type { VectorTable } from "../../llm-srec/promptFeeds.js";
import { titleMatches } from "../../llm-srec/titleMatch.js";
import { openSession } from "../../runtime/session.js";
import type { InitialParameter } from "../../runtime/trainer.js";
import { tf } from "../../trace/tensorflow.js";
import { traceGraph } from "../../trace/traceGraph.js";

/** After so many turns the largest directions have been found to within what matters. */
const TURNS = 12;
/** Of the mean variance: directions of less are noise, and are not blown up. */
const RIDGE = 1e-3;
/** A direction that is shorter is none. */
const SHORTEST = 1e-6;

/**
 * The K largest directions of the states' variance, each scaled to variance 1, by orthogonal iteration.
 *
 * @param titles Title states, standardised, `[N + 1, D]`, row 0 unused.
 * @param most K, if there are as many numbers and as many titles.
 * @returns `[D, K]`; the product of two projected titles does not depend on `random`, beyond rounding.
 */
export async function titleProjection(
  { width: D, values }: VectorTable,
  most: number,
  { random, threads }: { readonly random: Random; readonly threads: number },
): Promise<InitialParameter> {
  const N = values.length / D - 1;
  const K = Math.min(most, D, N);
  const graph = traceGraph((tracer) => {
    const states = tracer.input("states", [N, D], "float32");
    const spread = tf.matMul(states, tf.matMul(states, tracer.input("directions", [D, K], "float32")), true); // [D, K]
    return { spread: tf.div(spread, N) };
  });
  const session = await openSession(graph.toOnnx(), { threads });
  const states = { data: values.subarray(D), shape: [N, D] };
  const spreadOf = async (directions: Float32Array): Promise<Float32Array> => {
    const { spread } = await session.run({ states, directions: { data: directions, shape: [D, K] } });
    return spread!.data as Float32Array;
  };
  try {
    let directions = orthonormal(drawNormal(random, D * K, { mean: 0, deviation: 1 }), D, K);
    for (let turn = 0; turn < TURNS; turn++) directions = orthonormal(await spreadOf(directions), D, K);
    return { shape: [D, K], data: whitened(directions, await spreadOf(directions), D, K) };
  } finally {
    await session.close();
  }
}

/** `titleMatches` of all items, `[N + 1, K]`. */
export async function matchTable(
  projection: InitialParameter,
  { width: D, values }: VectorTable,
  threads: number,
): Promise<VectorTable> {
  const rows = values.length / D;
  const graph = traceGraph((tracer) => {
    const weights = { "titleProjection.weight": tracer.input("projection", projection.shape, "float32") };
    return { matches: titleMatches(weights, tracer.input("titles", [rows, D], "float32")) };
  });
  const session = await openSession(graph.toOnnx(), { threads });
  try {
    const titles = { data: values, shape: [rows, D] };
    const { matches } = await session.run({ projection: { data: projection.data, shape: projection.shape }, titles });
    return { width: projection.shape[1]!, values: (matches!.data as Float32Array).fill(0, 0, projection.shape[1]) };
  } finally {
    await session.close();
  }
}

/** Columns made orthogonal, each of length 1, one after the other and each twice; what is left of a dependent one is 0. */
function orthonormal(matrix: Float32Array, D: number, K: number): Float32Array {
  const columns = Array.from({ length: K }, (_, k) => Float64Array.from({ length: D }, (__, d) => matrix[d * K + k]!));
  for (const [k, column] of columns.entries()) {
    const given = Math.sqrt(dot(column, column));
    for (const earlier of [...columns.slice(0, k), ...columns.slice(0, k)]) {
      const along = dot(column, earlier);
      for (let d = 0; d < D; d++) column[d]! -= along * earlier[d]!;
    }
    const length = Math.sqrt(dot(column, column));
    const scale = length > SHORTEST * given ? 1 / length : 0;
    for (let d = 0; d < D; d++) column[d]! *= scale;
  }
  return Float32Array.from({ length: D * K }, (_, at) => columns[at % K]![Math.floor(at / K)]!);
}

/** Directions Q times the inverse of Lᵀ, where L Lᵀ is their covariance `Qᵀ S`. */
function whitened(directions: Float32Array, spread: Float32Array, D: number, K: number): Float32Array {
  const covariance = new Float64Array(K * K);
  for (let d = 0; d < D; d++)
    for (let i = 0; i < K; i++)
      for (let j = 0; j <= i; j++) covariance[i * K + j]! += directions[d * K + i]! * spread[d * K + j]!;
  let trace = 0;
  for (let i = 0; i < K; i++) trace += covariance[i * K + i]!;
  for (let i = 0; i < K; i++) covariance[i * K + i]! += RIDGE * (trace / K) || 1;
  const lower = cholesky(covariance, K);
  const projected = new Float32Array(D * K);
  for (let d = 0; d < D; d++)
    for (let j = 0; j < K; j++) {
      let sum = directions[d * K + j]!;
      for (let i = 0; i < j; i++) sum -= lower[j * K + i]! * projected[d * K + i]!;
      projected[d * K + j] = sum / lower[j * K + j]!;
    }
  return projected;
}

/** The lower triangle L of `L Lᵀ = matrix`, which is symmetric and positive. */
function cholesky(matrix: Float64Array, K: number): Float64Array {
  const lower = new Float64Array(K * K);
  for (let i = 0; i < K; i++)
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * K + j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * K + k]! * lower[j * K + k]!;
      lower[i * K + j] = i === j ? Math.sqrt(sum) : sum / lower[j * K + j]!;
    }
  return lower;
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += one[at]! * other[at]!;
  return sum;
}
