import { beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { type AttentionWeights, causalSelfAttention } from "../../../src/ml/nn/causalSelfAttention.js";
import { EagerDropout } from "../../../src/ml/runtime/eagerDropout.js";
import { valueAndGradients } from "../../../src/ml/runtime/valueAndGradients.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { bothWays, type BothWaysInput, byName } from "../harness/bothWays.js";
import { expectSameOutputs } from "../harness/expectSameOutputs.js";
import { numericGradient } from "../harness/numericGradient.js";
import { seededFloats } from "../harness/seededFloats.js";

const [T, D] = [5, 8];
const NAMES = ["query", "key", "value", "output"];

function weightData(): Record<string, BothWaysInput> {
  const weights: Record<string, BothWaysInput> = {};
  NAMES.forEach((name, index) => {
    weights[`${name}Weight`] = { data: seededFloats(D * D, index + 10, -0.6, 0.6), shape: [D, D] };
    if (name !== "key") weights[`${name}Bias`] = { data: seededFloats(D, index + 20), shape: [D] };
  });
  return weights;
}

function weightTensors(): AttentionWeights {
  const entries = Object.entries(weightData()).map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]);
  return Object.fromEntries(entries) as AttentionWeights;
}

/** Attends eagerly over one sequence, of which the first `padding` positions are padding. */
function attend(x: Float32Array, { heads = 2, padding = 0, query = x } = {}): Float32Array {
  return tf.tidy(() => {
    const positions = x.length / D;
    const tensor = (data: Float32Array) => tf.tensor(data.slice(), [1, positions, D]);
    const isReal = tf.tensor(
      Array.from({ length: positions }, (_, t) => t >= padding),
      [1, positions],
      "bool",
    );
    const inputs = { query: tensor(query), key: tensor(x), value: tensor(x), isReal };
    const options = { heads, dropoutRate: 0, dropout: null };
    return causalSelfAttention(inputs, weightTensors(), options).dataSync() as Float32Array;
  });
}

/** The layer in plain loops, position by position and head by head. */
function reference(x: Float32Array, heads: number): number[] {
  const weights = weightData();
  const project = (row: ArrayLike<number>, name: string) =>
    Array.from({ length: D }, (_, o) => {
      let sum = weights[`${name}Bias`]?.data[o] ?? 0;
      for (let i = 0; i < D; i++) sum += row[i]! * weights[`${name}Weight`]!.data[i * D + o]!;
      return sum;
    });
  const rows = Array.from({ length: x.length / D }, (_, t) => x.subarray(t * D, (t + 1) * D));
  const [q, k, v] = ["query", "key", "value"].map((name) => rows.map((row) => project(row, name)));
  const K = D / heads;
  return rows.flatMap((_, t) => {
    const mixed = Array.from({ length: D }, (_, d) => {
      const first = Math.floor(d / K) * K;
      const score = (s: number) => {
        let sum = 0;
        for (let i = first; i < first + K; i++) sum += q![t]![i]! * k![s]![i]!;
        return Math.exp(sum / Math.sqrt(K));
      };
      let [sum, total] = [0, 0];
      for (let s = 0; s <= t; s++) {
        sum += score(s) * v![s]![d]!;
        total += score(s);
      }
      return sum / total;
    });
    return project(mixed, "output");
  });
}

describe("causalSelfAttention()", () => {
  beforeAll(() => tf.setBackend("cpu"));
  const x = seededFloats(T * D, 1);

  test.each([1, 2, 4])("equals the loops of its definition with %d heads", (heads) => {
    const expected = reference(x, heads);
    attend(x, { heads }).forEach((value, index) => { expect(value).toBeCloseTo(expected[index]!, 5); }); // prettier-ignore
  });

  test("never lets a later item change an earlier output", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: T - 1 }), fc.constantFrom(1, 2, 4), (changedFrom, heads) => {
        const edited = x.map((value, index) => (index < changedFrom * D ? value : value + 1));
        const [before, after] = [attend(x, { heads }), attend(edited, { heads })];
        expect(after.subarray(0, changedFrom * D)).toEqual(before.subarray(0, changedFrom * D));
        expect(after.subarray(changedFrom * D)).not.toEqual(before.subarray(changedFrom * D));
      }),
      { numRuns: 20 },
    );
  });

  test("gives a history the same answer however it is padded, and whatever the padding holds", () => {
    const alone = attend(x);
    for (const padding of [1, 3, 20]) {
      for (const filling of [0, 7]) {
        const padded = new Float32Array((padding + T) * D).fill(filling);
        padded.set(x, padding * D);
        const states = attend(padded, { padding });
        expect(states.every(Number.isFinite)).toBe(true);
        // float32: other sizes are summed in another order
        alone.forEach((value, index) => { expect(states[padding * D + index]).toBeCloseTo(value, 5); }); // prettier-ignore
      }
    }
  });

  test("takes queries from another input than keys and values", () => {
    const other = seededFloats(T * D, 2);
    expect(attend(x, { query: other })).not.toEqual(attend(x));
    // The first position sees itself only, whatever it asks.
    expect(attend(x, { query: other }).subarray(0, D)).toEqual(attend(x).subarray(0, D));
  });

  test("has the gradients that differences give", () => {
    const isReal = tf.tensor([true, true, true, true, true], [1, T], "bool");
    const weights = weightTensors();
    const options = { heads: 2, dropoutRate: 0, dropout: null };
    const loss = (y: tf.Tensor) =>
      tf.tidy(() => tf.sum(tf.sin(causalSelfAttention({ query: y, key: y, value: y, isReal }, weights, options))));
    const expected = numericGradient(loss, x, [1, T, D]);
    const { gradients } = valueAndGradients({ x: tf.tensor(x.slice(), [1, T, D]) }, (p) => loss(p["x"]!) as tf.Scalar);
    const largest = Math.max(...expected.map(Math.abs));
    gradients["x"]!.dataSync().forEach((value, index) => {
      expect(Math.abs(value - expected[index]!)).toBeLessThan(0.01 * largest); // the error of the differences
    });
  });

  test("traced, equals itself eagerly in values and gradients", async () => {
    const inputs = {
      ...weightData(),
      x: { data: seededFloats(3 * T * D, 3), shape: [3, T, D] },
      ids: { data: Int32Array.of(0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1), shape: [3, T] },
    };
    for (const heads of [1, 2]) {
      const outputs = await bothWays(({ ids, ...parameters }) => {
        const { gradients } = valueAndGradients(parameters, (p) => {
          const y = p["x"]!;
          const isReal = tf.notEqual(ids!, tf.scalar(0, "int32"));
          const options = { heads, dropoutRate: 0, dropout: null };
          return tf.sum(
            tf.sin(
              causalSelfAttention({ query: y, key: y, value: y, isReal }, p as unknown as AttentionWeights, options),
            ),
          );
        });
        return byName(gradients);
      }, inputs);
      expectSameOutputs(outputs, 1e-5); // float32 sums of some ten terms, three products deep
    }
  });

  test("drops attention weights where a source is given", () => {
    tf.tidy(() => {
      const tensor = tf.tensor(x.slice(), [1, T, D]);
      const inputs = { query: tensor, key: tensor, value: tensor, isReal: tf.ones([1, T], "bool") };
      const noisy = causalSelfAttention(inputs, weightTensors(), {
        heads: 1,
        dropoutRate: 0.5,
        dropout: new EagerDropout(1, 1),
      });
      expect([...noisy.dataSync()]).not.toEqual([...attend(x, { heads: 1 })]);
    });
  });

  test("refuses a width its heads do not divide, and inputs of another rank", () => {
    expect(() => attend(x, { heads: 3 })).toThrow(
      "Cannot split width 8 into 3 heads: a multiple of the heads is wanted",
    );
    const flat = tf.zeros([T, D]);
    const inputs = { query: flat, key: flat, value: flat, isReal: tf.ones([1, T], "bool") };
    expect(() => causalSelfAttention(inputs, weightTensors(), { heads: 1, dropoutRate: 0, dropout: null })).toThrow(
      "Cannot attend over shape [5, 8]: [batch, positions, width] is wanted",
    );
  });
});
