import { describe, expect, test } from "@jest/globals";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { DomainError } from "../../../src/domain/domainError.js";
import { openTrainer, type TrainerOptions, type TrainingBackend } from "../../../src/ml/runtime/trainer.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { sasrecTask } from "../harness/sasrecTask.js";

const task = sasrecTask({ items: 12, width: 8, blocks: 2, heads: 2, positions: 6, dropoutRate: 0.2 });
const [BATCH, POSITIONS] = [4, 6];

function options(backend: TrainingBackend, changes: Partial<TrainerOptions> = {}): TrainerOptions {
  return {
    parameters: task.parameters,
    loss: task.loss,
    batch: task.shapes(BATCH, POSITIONS),
    learningRate: 1e-3,
    backend,
    threads: 1,
    seed: 7,
    ...changes,
  };
}

/** Losses of some steps and the parameters after them, over two buckets in turn. */
async function train(given: TrainerOptions, steps: number) {
  const trainer = await openTrainer(given);
  trainer.addBucket("short", task.shapes(3, 4));
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const isShort = step % 3 === 2;
    const feeds = isShort ? task.feeds(3, 4, step) : task.feeds(BATCH, POSITIONS, step);
    losses.push(await trainer.step(isShort ? "short" : "default", feeds));
  }
  const parameters = trainer.parameters();
  await trainer.close();
  return { losses, parameters };
}

function largestDifference(a: Record<string, Float32Array>, b: Record<string, Float32Array>): number {
  const each = Object.entries(a).map(([name, values]) =>
    values.reduce((most, value, index) => Math.max(most, Math.abs(value - b[name]![index]!)), 0),
  );
  return Math.max(...each);
}

const bytesOf = (parameters: Record<string, Float32Array>) =>
  Buffer.concat(Object.values(parameters).map((values) => Buffer.from(values.buffer)));

describe("openTrainer()", () => {
  test("traced, trains as the eager cpu backend does, with dropout on and over several batch shapes", async () => {
    const eager = await train(options("cpu"), 6);
    const traced = await train(options("onnx"), 6);
    traced.losses.forEach((loss, step) => { expect(Math.abs(loss - eager.losses[step]!)).toBeLessThan(1e-6); }); // prettier-ignore
    expect(largestDifference(traced.parameters, eager.parameters)).toBeLessThan(1e-6);
    expect(largestDifference(traced.parameters, initial())).toBeGreaterThan(1e-3);
  });

  test("follows Adam's algorithm as its paper states it", async () => {
    const learningRate = 0.1;
    const data = Float32Array.of(1, -2, 0.5);
    const trainer = await openTrainer({
      parameters: { weight: { shape: [3], data } },
      loss: ({ weight }, { scale }) => tf.sum(tf.mul(tf.square(weight!), scale!)),
      batch: { scale: { shape: [3], dtype: "float32" } },
      ...{ learningRate, beta1: 0.8, beta2: 0.9, epsilon: 1e-3, backend: "onnx", threads: 1, seed: 1 },
    });
    const [weight, m, v] = [[...data], [0, 0, 0], [0, 0, 0]];
    for (let step = 1; step <= 4; step++) {
      const scale = Float32Array.of(1, 2, step);
      await trainer.step("default", { scale });
      for (let i = 0; i < 3; i++) {
        const gradient = 2 * weight[i]! * scale[i]!;
        m[i] = 0.8 * m[i]! + 0.2 * gradient;
        v[i] = 0.9 * v[i]! + 0.1 * gradient ** 2;
        weight[i]! -= (learningRate * m[i]!) / (1 - 0.8 ** step) / (Math.sqrt(v[i]! / (1 - 0.9 ** step)) + 1e-3);
      }
    }
    trainer.parameters()["weight"]!.forEach((value, i) => { expect(value).toBeCloseTo(weight[i]!, 5); }); // prettier-ignore
    await trainer.close();
  });

  test("gives the same bytes when run again, and others with another seed", async () => {
    const run = (changes: Partial<TrainerOptions>) => train(options("onnx", { threads: 2, ...changes }), 8);
    const [first, again, other] = [await run({}), await run({}), await run({ seed: 8 })];
    expect(bytesOf(again.parameters).equals(bytesOf(first.parameters))).toBe(true);
    expect(again.losses).toEqual(first.losses);
    expect(bytesOf(other.parameters).equals(bytesOf(first.parameters))).toBe(false);
    const planned = await run({ enableMemPattern: true });
    expect(bytesOf(planned.parameters).equals(bytesOf(first.parameters))).toBe(true);
  });

  test("copies the parameters it is given and those it gives", async () => {
    const parameters = Object.fromEntries(
      Object.entries(task.parameters).map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]),
    );
    for (const backend of ["cpu", "onnx"] as const) {
      const trainer = await openTrainer(options(backend, { parameters }));
      const before = trainer.parameters();
      await trainer.step("default", task.feeds(BATCH, POSITIONS, 1));
      expect(largestDifference(before, initial())).toBe(0);
      expect(largestDifference(trainer.parameters(), initial())).toBeGreaterThan(0);
      await trainer.close();
    }
  });

  test("uses no more memory after a thousand steps than after two hundred", async () => {
    const wide = sasrecTask({ items: 1000, width: 8, blocks: 1, heads: 1, positions: 6, dropoutRate: 0.2 });
    const trainer = await openTrainer(options("onnx", { parameters: wide.parameters, loss: wide.loss }));
    const feeds = wide.feeds(BATCH, POSITIONS, 1);
    const readings: NodeJS.MemoryUsage[] = [];
    for (let step = 1; step <= 1200; step++) {
      await trainer.step("default", feeds);
      if (step % 100 === 0) readings.push(await memoryInUse());
    }
    await trainer.close();
    // Buffers are freed some time after they are garbage, so single readings leap up and down; a leak raises the floor.
    const floor = (kind: keyof NodeJS.MemoryUsage, some: readonly NodeJS.MemoryUsage[]) =>
      Math.min(...some.map((usage) => usage[kind]));
    const rise = (kind: keyof NodeJS.MemoryUsage) => floor(kind, readings.slice(6)) - floor(kind, readings.slice(0, 6));
    // Between the halves lie 600 steps: a leak of one copy of the state a step would be 60 MB, of the tensors' handles 15 MB.
    const megabyte = 2 ** 20;
    expect(rise("arrayBuffers")).toBeLessThan(megabyte);
    expect(rise("external")).toBeLessThan(2 * megabyte);
    expect(rise("heapUsed")).toBeLessThan(2 * megabyte);
    expect(rise("rss")).toBeLessThan(8 * megabyte);
  }, 120_000);

  test("eagerly, leaves no tensor behind", async () => {
    const unused = tf.memory().numTensors;
    const trainer = await openTrainer(options("cpu"));
    const opened = tf.memory().numTensors;
    for (let step = 0; step < 3; step++) await trainer.step("default", task.feeds(BATCH, POSITIONS, step));
    await expect(trainer.step("default", {})).rejects.toThrow("is missing");
    expect(tf.memory().numTensors).toBe(opened);
    await trainer.close();
    expect(tf.memory().numTensors).toBe(unused);
  });

  test("learns", async () => {
    for (const backend of ["cpu", "onnx"] as const) {
      const trainer = await openTrainer(options(backend, { learningRate: 0.03 }));
      const feeds = task.feeds(BATCH, POSITIONS, 1);
      const first = await trainer.step("default", feeds);
      let last = first;
      for (let step = 0; step < 25; step++) last = await trainer.step("default", feeds);
      expect(last).toBeLessThan(first / 2);
      await trainer.close();
    }
  });

  test("hands a loss that is not finite to the caller", async () => {
    const trainer = await openTrainer({
      ...options("onnx"),
      parameters: { weight: { shape: [1], data: Float32Array.of(-1) } },
      loss: ({ weight }) => tf.sum(tf.log(weight!)),
      batch: {},
    });
    expect(await trainer.step("default", {})).toBeNaN();
    await trainer.close();
  });

  test("says which command installs the optional backend", async () => {
    const refusal = await openTrainer(options("tfjs-node-gpu")).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(DomainError);
    expect(refusal).toMatchObject({ code: "BACKEND_UNAVAILABLE" });
    expect((refusal as DomainError).message).toContain(
      '"npm install --no-save @tensorflow/tfjs-node-gpu@4.22.0" installs it',
    );
  });

  test("refuses parameters, feeds and buckets that do not fit, by name", async () => {
    const odd = { parameters: { weight: { shape: [2, 2], data: new Float32Array(3) } } };
    await expect(openTrainer(options("onnx", odd))).rejects.toThrow(
      'Cannot use parameter "weight" of 3 values: shape [2, 2] wants 4',
    );
    for (const backend of ["cpu", "onnx"] as const) {
      const trainer = await openTrainer(options(backend));
      const feeds = task.feeds(BATCH, POSITIONS, 1);
      await expect(trainer.step("long", feeds)).rejects.toThrow('bucket "long" was not added');
      await expect(trainer.step("default", { ...feeds, ids: new Int32Array(5) })).rejects.toThrow(
        'Cannot use feed "ids" of 5 values',
      );
      await expect(trainer.step("default", { ...feeds, ids: new Float32Array(24) })).rejects.toThrow(
        "values of type int32 are wanted",
      );
      await expect(trainer.step("default", { ...feeds, more: new Int32Array(5) })).rejects.toThrow(
        'Cannot feed "more"',
      );
      expect(() => { trainer.addBucket("default", task.shapes(1, 1)); }).toThrow('Cannot add bucket "default"'); // prettier-ignore
      await trainer.close();
    }
  });

  test("traced, refuses a step while another runs, and goes on after one that failed", async () => {
    const trainer = await openTrainer(options("onnx"));
    const feeds = task.feeds(BATCH, POSITIONS, 1);
    const [first, second] = await Promise.allSettled([trainer.step("default", feeds), trainer.step("default", feeds)]);
    expect([first.status, second.status]).toEqual(["fulfilled", "rejected"]);
    const before = trainer.parameters();
    const unknown = { ...feeds, ids: feeds["ids"]!.map(() => 999) };
    await expect(trainer.step("default", unknown)).rejects.toThrow();
    expect(bytesOf(trainer.parameters()).equals(bytesOf(before))).toBe(true);
    expect(await trainer.step("default", feeds)).toBeGreaterThan(0);
    await trainer.close();
  });

  test("refuses a parameter that the loss does not depend on, by name", async () => {
    const parameters = { ...task.parameters, idle: { shape: [1], data: Float32Array.of(1) } };
    for (const backend of ["cpu", "onnx"] as const) {
      const trainer = await openTrainer(options(backend, { parameters }));
      await expect(trainer.step("default", task.feeds(BATCH, POSITIONS, 1))).rejects.toThrow(
        'Cannot train parameter "idle": the loss does not depend on it',
      );
      await trainer.close();
    }
  });
});

function initial(): Record<string, Float32Array> {
  return Object.fromEntries(Object.entries(task.parameters).map(([name, { data }]) => [name, data]));
}

/** Memory of the process once garbage is collected, and what native code held of it freed. */
async function memoryInUse(): Promise<NodeJS.MemoryUsage> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  return process.memoryUsage();
}
