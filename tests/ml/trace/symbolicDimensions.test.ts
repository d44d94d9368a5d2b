import { describe, expect, test } from "@jest/globals";

import { DomainError } from "../../../src/domain/domainError.js";
import { openSession } from "../../../src/ml/runtime/session.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { traceGraph } from "../../../src/ml/trace/traceGraph.js";
import { sasrecTask } from "../harness/sasrecTask.js";
import { seededIntegers } from "../harness/seededFloats.js";

const [BATCH, TIME] = [7919, 113];
const SYMBOLIC = { [BATCH]: "batch", [TIME]: "time" };

/** The message with which a graph of an input `[batch, time, 4]` is refused when its dimensions are to be symbolic. */
function refusalOf(op: (x: tf.Tensor3D) => tf.Tensor): string {
  const graph = traceGraph((tracer) => ({ y: op(tracer.input("x", [BATCH, TIME, 4], "float32") as tf.Tensor3D) }));
  try {
    graph.toOnnx({ symbolic: SYMBOLIC });
  } catch (error) {
    if (error instanceof DomainError && error.code === "UNSUPPORTED_OPERATION") return error.message;
    throw error;
  }
  return "not refused";
}

describe("symbolic dimensions", () => {
  test("a traced SASRec serves batches and histories of any size as the eager one does", async () => {
    const task = sasrecTask({ items: 30, width: 8, blocks: 2, heads: 2, positions: 128, dropoutRate: 0 });
    const parametersOf = (make: (data: Float32Array, shape: readonly number[]) => tf.Tensor) =>
      Object.fromEntries(Object.entries(task.parameters).map(([name, { data, shape }]) => [name, make(data, shape)]));
    const graph = traceGraph((tracer) => {
      const parameters = parametersOf((data, shape) => tracer.constant(data, shape));
      const states = task.encode(parameters, tracer.input("ids", [BATCH, TIME], "int32"));
      return { states, user: tf.reshape(tf.slice(states, [0, TIME - 1, 0], [BATCH, 1, 8]), [BATCH, 8]) };
    });
    const session = await openSession(graph.toOnnx({ symbolic: SYMBOLIC }), { threads: 1 });
    for (const batch of [1, 3]) {
      for (const time of [5, 17]) {
        const ids = seededIntegers(batch * time, batch + time, 0, 31);
        const eager = tf.tidy(() => {
          const parameters = parametersOf((data, shape) => tf.tensor(data.slice(), [...shape]));
          return task.encode(parameters, tf.tensor(ids.slice(), [batch, time], "int32")).dataSync();
        });
        const { states, user } = await session.run({ ids: { data: ids, shape: [batch, time] } });
        expect(states!.shape).toEqual([batch, time, 8]);
        expect(user!.shape).toEqual([batch, 8]);
        // float32, after two blocks of sums of eight terms
        eager.forEach((value, index) => { expect(states!.data[index]).toBeCloseTo(value, 5); }); // prettier-ignore
        const last = Array.from({ length: batch }, (_, b) =>
          [...states!.data.subarray((b * time + time - 1) * 8, (b + 1) * time * 8)].map(Number),
        ).flat();
        expect([...user!.data]).toEqual(last);
      }
    }
    await session.close();
  });

  test("shapes, slices, tiles, ranges and products of dimensions follow the input", async () => {
    const graph = traceGraph((tracer) => {
      const x = tracer.input("x", [BATCH, TIME], "float32");
      const table = tracer.constant(
        Float32Array.from({ length: 200 }, (_, index) => index),
        [200, 1],
      );
      return {
        flat: tf.reshape(tf.add(x, 0), [-1]),
        outer: tf.reshape(tf.expandDims(x, 2), [TIME, BATCH, 1]),
        newestPlaces: tf.reshape(tf.slice(table, [200 - TIME, 0], [TIME, 1]), [TIME]),
        oldestPlaces: tf.reshape(tf.slice(table, [0, 0], [TIME, 1]), [TIME]),
        lastTwo: tf.slice(x, [0, TIME - 2], [BATCH, 2]),
        firstTwo: tf.slice(x, [0, 0], [BATCH, 2]),
        doubled: tf.concat([x, x], 1),
        tiled: tf.tile(x, [2, 1]),
        ones: tf.onesLike(x),
        matrix: tf.less(
          tf.reshape(tf.range(0, TIME, 1, "int32"), [1, TIME]),
          tf.reshape(tf.range(0, TIME, 1, "int32"), [TIME, 1]),
        ),
        mean: tf.mean(x),
      };
    });
    const session = await openSession(graph.toOnnx({ symbolic: SYMBOLIC }), { threads: 1 });
    const y = await session.run({ x: { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] } });
    const shapes = Object.fromEntries(Object.entries(y).map(([name, { shape }]) => [name, shape]));
    expect(shapes).toEqual({
      flat: [6], outer: [3, 2, 1], newestPlaces: [3], oldestPlaces: [3], lastTwo: [2, 2], firstTwo: [2, 2],
      doubled: [2, 6], tiled: [4, 3], ones: [2, 3], matrix: [3, 3], mean: [],
    }); // prettier-ignore
    expect([...y["newestPlaces"]!.data]).toEqual([197, 198, 199]);
    expect([...y["oldestPlaces"]!.data]).toEqual([0, 1, 2]);
    expect([...y["lastTwo"]!.data]).toEqual([2, 3, 5, 6]);
    expect([...y["matrix"]!.data]).toEqual([0, 0, 0, 1, 0, 0, 1, 1, 0]);
    expect([...y["mean"]!.data]).toEqual([3.5]);
    await session.close();
  });

  test("a fixed part may be joined to a dimension where the sum is another one", async () => {
    const [short, long] = [7907, 7919]; // 12 apart
    const graph = traceGraph((tracer) => {
      const x = tracer.input("x", [long, 1], "float32");
      const y = tf.concat([tf.fill([long - short, 1], 2), tracer.input("y", [short, 1], "float32")], 0);
      return { z: tf.reshape(tf.add(x, y), [1, long]) };
    });
    const session = await openSession(graph.toOnnx({ symbolic: { [short]: "short", [long]: "long" } }), { threads: 1 });
    const ones = (length: number) => ({ data: new Float32Array(length).fill(1), shape: [length, 1] });
    const { z } = await session.run({ x: ones(15), y: ones(3) });
    expect([...z!.data]).toEqual([...new Array<number>(12).fill(3), 2, 2, 2]);
    await expect(session.run({ x: ones(16), y: ones(3) })).rejects.toThrow();
    await session.close();
  });

  test("numbers that were computed from a dimension are refused, with the dimension's and the op's name", () => {
    expect(refusalOf((x) => tf.slice(x, [0, 1, 0], [-1, TIME - 1, -1]))).toBe(
      'Cannot make dimension "time" symbolic: "Slice" makes size 112 of size 113',
    );
    expect(refusalOf((x) => tf.pad(x, [[0, 0], [1, 0], [0, 0]]))).toContain('"time" symbolic: "PadV2" makes size 114'); // prettier-ignore
    expect(refusalOf((x) => tf.concat([x, tf.fill([BATCH, 1, 4], 1)], 1))).toContain('"time" symbolic: "Concat"');
    expect(refusalOf((x) => tf.div(x, TIME))).toBe(
      'Cannot make dimension "time" symbolic: "RealDiv" uses its size as a number',
    );
    expect(refusalOf((x) => tf.mul(x, 1 / BATCH))).toContain('"batch" symbolic: "Multiply" uses its size as a number');
    const mask = Float32Array.from({ length: TIME }, (_, index) => index);
    expect(refusalOf((x) => tf.add(x, tf.tensor(mask, [TIME, 1])))).toContain(
      '"Add" uses a constant of shape [113, 1]',
    );
    expect(refusalOf((x) => tf.add(x, tf.expandDims(tf.range(5, TIME + 5), 1)))).toContain("a constant of shape [113");
    expect(refusalOf((x) => tf.sum(tf.stack(tf.split(x, TIME, 1))))).toContain('"time" symbolic: "SplitV"');
  });

  test("markers that are no primes, or divide a fixed dimension, are refused", () => {
    const graph = traceGraph((tracer) => ({ y: tf.exp(tracer.input("x", [6, 14], "float32")) }));
    expect(() => graph.toOnnx({ symbolic: { 6: "batch" } })).toThrow(
      'Cannot trace dimension "batch" as 6: a prime is wanted',
    );
    expect(() => graph.toOnnx({ symbolic: { 7: "batch" } })).toThrow('input "x" has the fixed dimension 14');
  });
});
