import { describe, expect, test } from "@jest/globals";

import { openTrainer, type TrainerOptions, type TrainingBackend } from "../../../src/ml/runtime/trainer.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { sasrecTask } from "../harness/sasrecTask.js";

const task = sasrecTask({ items: 100, width: 8, blocks: 1, heads: 2, positions: 6, dropoutRate: 0.2 });
const rowUpdates = { parameter: "items", feeds: ["ids", "positives", "negatives"] };

function options(backend: TrainingBackend, changes: Partial<TrainerOptions> = {}): TrainerOptions {
  return {
    parameters: task.parameters,
    loss: task.loss,
    batch: task.shapes(2, 6),
    learningRate: 1e-2,
    backend,
    threads: 2,
    seed: 7,
    rowUpdates,
    ...changes,
  };
}

/** Batches of two shapes in turn, the later ones with more different rows than the first, so that room must grow. */
async function train(given: TrainerOptions, steps = 6) {
  const trainer = await openTrainer(given);
  trainer.addBucket("large", task.shapes(8, 6));
  const losses: number[] = [];
  const touched = new Set<number>([0]);
  for (let step = 0; step < steps; step++) {
    const isLarge = step % 3 === 2;
    const feeds = task.feeds(isLarge ? 8 : 2, 6, step);
    for (const name of rowUpdates.feeds) for (const row of feeds[name]!) touched.add(row);
    losses.push(await trainer.step(isLarge ? "large" : "default", feeds));
  }
  const parameters = trainer.parameters();
  await trainer.close();
  return { losses, parameters, touched };
}

describe("row updates", () => {
  test("traced, train as the eager backend does with a mask over the whole table", async () => {
    const [eager, traced] = [await train(options("cpu")), await train(options("onnx"))];
    for (const [name, values] of Object.entries(eager.parameters)) {
      const worst = values.reduce(
        (most, value, i) => Math.max(most, Math.abs(value - traced.parameters[name]![i]!)),
        0,
      );
      expect({ name, isClose: worst < 1e-6 }).toEqual({ name, isClose: true });
    }
    traced.losses.forEach((loss, step) => {
      expect(loss).toBeCloseTo(eager.losses[step]!, 6);
    });
  });

  test("leave the rows alone that no batch names, and change the others", async () => {
    const { parameters, touched } = await train(options("onnx"));
    const before = task.parameters["items"]!.data;
    const isChanged = (row: number) =>
      before.subarray(row * 8, row * 8 + 8).some((value, i) => value !== parameters["items"]![row * 8 + i]);
    expect(touched.size).toBeGreaterThan(30);
    expect(touched.size).toBeLessThan(95);
    for (let row = 1; row <= 100; row++) expect({ row, is: isChanged(row) }).toEqual({ row, is: touched.has(row) });
  });

  test("differ from Adam on all rows only in the rows that a step does not name", async () => {
    const onAllRows = Object.entries(options("onnx")).filter(([name]) => name !== "rowUpdates");
    const byRows = await train(options("onnx"), 1);
    const dense = await train(Object.fromEntries(onAllRows) as unknown as TrainerOptions, 1);
    for (const [name, values] of Object.entries(dense.parameters))
      values.forEach((value, i) => {
        expect(Math.abs(value - byRows.parameters[name]![i]!)).toBeLessThan(1e-7); // the first step: no moments yet
      });
  });

  test("follow their rule: a row's moments stand still between the steps that name it", async () => {
    const [beta1, beta2, epsilon, learningRate] = [0.8, 0.9, 1e-3, 0.1];
    const trainer = await openTrainer({
      parameters: { table: { shape: [4, 1], data: Float32Array.of(0, 1, -2, 0.5) } },
      loss: ({ table }, { rows, scale }) => tf.sum(tf.mul(tf.square(tf.gather(table!, rows!)), scale!)),
      batch: { rows: { shape: [2], dtype: "int32" }, scale: { shape: [2, 1], dtype: "float32" } },
      rowUpdates: { parameter: "table", feeds: ["rows"] },
      ...{ learningRate, beta1, beta2, epsilon, backend: "onnx", threads: 1, seed: 1 },
    });
    const [weight, m, v] = [
      [0, 1, -2, 0.5],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ];
    const named = [[1, 2], [2, 3], [1, 1], [3, 1]]; // prettier-ignore
    for (const [index, rows] of named.entries()) {
      await trainer.step("default", { rows: Int32Array.from(rows), scale: Float32Array.of(1, 2) });
      for (const row of new Set(rows)) {
        const gradient = rows.reduce((sum, each, i) => sum + (each === row ? 2 * weight[row]! * (i + 1) : 0), 0);
        m[row] = beta1 * m[row]! + (1 - beta1) * gradient;
        v[row] = beta2 * v[row]! + (1 - beta2) * gradient ** 2;
        const corrected = m[row] / (1 - beta1 ** (index + 1));
        weight[row]! -= (learningRate * corrected) / (Math.sqrt(v[row] / (1 - beta2 ** (index + 1))) + epsilon);
      }
    }
    trainer.parameters()["table"]!.forEach((value, row) => {
      expect(value).toBeCloseTo(weight[row]!, 5);
    });
    await trainer.close();
  });

  test("refuse rows that the table has not, tables that are none, and names of nothing", async () => {
    const trainer = await openTrainer(options("onnx"));
    const feeds = task.feeds(2, 6, 1);
    const beyond = { ...feeds, negatives: feeds["negatives"]!.map((row, i) => (i === 3 ? 101 : row)) };
    await expect(trainer.step("default", beyond)).rejects.toThrow("Cannot look up row 101 of a table of 101");
    expect(Number.isFinite(await trainer.step("default", feeds))).toBe(true);
    await trainer.close();
    const refused = (parameter: string) => openTrainer(options("onnx", { rowUpdates: { ...rowUpdates, parameter } }));
    await expect(refused("normGain")).rejects.toThrow('Cannot update rows of "normGain" of shape [8]');
    await expect(refused("table")).rejects.toThrow('Cannot update rows of "table": there is no parameter');
  });
});
