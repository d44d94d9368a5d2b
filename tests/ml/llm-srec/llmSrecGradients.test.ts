import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { AdamOptimizer } from "../../../src/ml/llm-srec/adamOptimizer.js";
import { LlmSrecGradients } from "../../../src/ml/llm-srec/llmSrecGradients.js";
import { LlmSrecReader } from "../../../src/ml/llm-srec/llmSrecReader.js";
import { llmSrecLoss } from "../../../src/ml/llm-srec/llmSrecLoss.js";
import { promptReadings } from "../../../src/ml/llm-srec/promptReadings.js";
import { readPromptStart } from "../../../src/ml/llm-srec/readPromptStart.js";
import type { FrozenWeights } from "../../../src/ml/llm/frozenWeights.js";
import { openCheckpoint } from "../../../src/ml/llm/openCheckpoint.js";
import { writeFrozenWeights } from "../../../src/ml/llm/writeFrozenWeights.js";
import { mapRecord } from "../../../src/ml/runtime/mapRecord.js";
import { openTrainer } from "../../../src/ml/runtime/trainer.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { largestDifference } from "../llm/harness/largestDifference.js";
import { writeTinyModel } from "../llm/harness/tinyModel.js";
import { expectSameGradients } from "./harness/expectSameGradients.js";
import { START, tinyDecoder, tinyTask } from "./harness/tinyTask.js";

const LEARNING_RATE = 1e-3;
const MAX_POSITIONS = 32;

let folder: string;
let frozen: FrozenWeights;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sequitur-llm-srec-"));
  await writeTinyModel(folder);
  const checkpoint = await openCheckpoint(folder);
  frozen = await writeFrozenWeights(checkpoint, folder);
  await checkpoint.close();
});
afterAll(() => rm(folder, { recursive: true }));

const task = tinyTask();
const shapes = mapRecord(task.parameters, ({ shape }) => shape);

describe("LlmSrecGradients", () => {
  test("steps, with Adam outside of the graph, as a trainer does that has both in one", async () => {
    const trainer = await openTrainer({
      parameters: task.parameters,
      loss: llmSrecLoss(tinyDecoder),
      batch: task.batch.shapes,
      learningRate: LEARNING_RATE,
      backend: "onnx",
      threads: 1,
      seed: 1,
    });
    const gradients = new LlmSrecGradients({ frozen, shapes, maxPositions: MAX_POSITIONS, threads: 1 });
    const adam = new AdamOptimizer(task.parameters, { learningRate: () => LEARNING_RATE });
    for (let step = 0; step < 3; step++) {
      const { loss, gradients: slopes } = await gradients.of(adam.parameters, task.batch);
      expect(loss).toBeCloseTo(await trainer.step("default", task.batch.feeds), 4);
      adam.step(slopes);
    }
    for (const [name, values] of Object.entries(trainer.parameters())) {
      if (name === "itemHead.norm.bias") continue; // where a unit is on one side of its bend for all items, softmax cancels it: noise
      const { data } = adam.parameters[name]!;
      const worst = Math.max(...values.map((value, at) => Math.abs(value - data[at]!)));
      expect({ name, isSame: worst < LEARNING_RATE / 10 }).toEqual({ name, isSame: true });
    }
    await Promise.all([gradients.close(), trainer.close()]);
  });

  test("are the same where the start of prompts was read once, and batches of one shape share a graph", async () => {
    const whole = new LlmSrecGradients({ frozen, shapes, maxPositions: MAX_POSITIONS, threads: 1 });
    const start = await readPromptStart(frozen, START, 1);
    const parts = new LlmSrecGradients({ frozen, shapes, maxPositions: MAX_POSITIONS, threads: 1, userStart: start, itemStart: start }); // prettier-ignore
    const expected = await whole.of(task.parameters, task.batch);
    for (let time = 0; time < 2; time++) {
      expectSameGradients(await parts.of(task.parameters, tinyTask({ skipsStart: true }).batch), expected);
    }
    await Promise.all([whole.close(), parts.close()]);
  });

  test("keep few graphs open, and open one again that was closed", async () => {
    const gradients = new LlmSrecGradients({ frozen, shapes, maxPositions: MAX_POSITIONS, threads: 1, mostGraphs: 2 });
    const [one, two, three] = [1, 2, 3].map((users) => tinyTask({ users }).batch);
    const first = await gradients.of(task.parameters, one!);
    await Promise.all([two!, three!, two!].map((batch) => gradients.of(task.parameters, batch)));
    expect(gradients.openGraphs).toBe(2);
    expect(await gradients.of(task.parameters, one!)).toEqual(first);
    expect(gradients.openGraphs).toBe(2);
    await gradients.close();
  });

  test.each([
    { hasUserRepresentation: false, spareItems: 0 },
    { hasUserRepresentation: true, spareItems: 2 },
    { readOut: { lastItem: true, userResidual: true, itemResidual: true }, hasCorrections: true },
  ])("are the same where prompts are packed, and what comes before soft tokens is read apart: %p", async (options) => {
    const { parameters, batch } = tinyTask(options);
    const given = { frozen, shapes: mapRecord(parameters, ({ shape }) => shape), maxPositions: MAX_POSITIONS };
    const grid = new LlmSrecGradients({ ...given, threads: 1 }, options);
    const start = await readPromptStart(frozen, START, 1);
    const packed = new LlmSrecGradients({ ...given, threads: 2, userStart: start, itemStart: start }, options);
    const whole = new LlmSrecGradients({ ...given, threads: 2 }, options);
    const expected = await grid.of(parameters, batch);
    expectSameGradients(await packed.of(parameters, tinyTask({ ...options, skipsStart: true, isPacked: true }).batch), expected); // prettier-ignore
    expectSameGradients(await whole.of(parameters, tinyTask({ ...options, isPacked: true }).batch), expected);
    expectSameGradients(await packed.of(parameters, tinyTask({ ...options, skipsStart: true, parts: 2 }).batch), expected); // prettier-ignore
    const room = { rows: 40, positions: 17, items: 9, leadRows: 12, leadPositions: 5 };
    expectSameGradients(await packed.of(parameters, tinyTask({ ...options, skipsStart: true, parts: 2, rooms: [room, room] }).batch), expected); // prettier-ignore
    await Promise.all([grid.close(), packed.close(), whole.close()]);
  });
});

describe("LlmSrecReader", () => {
  test.each([
    ["user", "items"],
    ["user", "lastItem"],
    ["item", null],
  ] as const)("gives what the loss reads of each %s, and %s", async (side, also) => {
    const options = { frozen, shapes, maxPositions: MAX_POSITIONS, threads: 1 };
    const start = await readPromptStart(frozen, START, 1);
    const whole = new LlmSrecReader(side, options, {}, also);
    const parts = new LlmSrecReader(side, { ...options, userStart: start, itemStart: start }, {}, also);
    const reads = [
      await whole.read(task.parameters, task.batch),
      await parts.read(task.parameters, tinyTask({ skipsStart: true, isPacked: true }).batch),
      await parts.read(task.parameters, tinyTask({ skipsStart: true, parts: 3 }).batch),
      await parts.read(task.parameters, tinyTask({ skipsStart: true }).batch),
    ];
    void tf.setBackend("cpu");
    const tensors = mapRecord(task.parameters, ({ data, shape }) => tf.tensor(data, [...shape]));
    const batch = mapRecord(task.batch.shapes, ({ shape, dtype }, name) => tf.tensor(task.batch.feeds[name]!, [...shape], dtype)); // prettier-ignore
    const { out, items } = promptReadings(tinyDecoder(), tensors, batch, side);
    const expected = { out, items, lastItem: tf.gather(items, side === "user" ? [2, 3, 5] : [0, 1, 2, 3, 4]) }; // places of each prompt's last item
    for (const read of reads)
      for (const name of ["out", "items", "lastItem"] as const) {
        const values = expected[name].dataSync() as Float32Array;
        if (name === "out" || name === also) expect(largestDifference(read[name], values)).toBeLessThan(1e-4);
        else expect(read[name]).toHaveLength(0);
      }
    await Promise.all([whole.close(), parts.close()]);
  });
});

describe("AdamOptimizer", () => {
  test("gives each parameter the rate that its name has, and copies first values", () => {
    const first = { fast: { shape: [1], data: Float32Array.of(1) }, slow: { shape: [1], data: Float32Array.of(1) } };
    const adam = new AdamOptimizer(first, { learningRate: (name) => (name === "fast" ? 0.1 : 0.01) });
    adam.step({ fast: Float32Array.of(3), slow: Float32Array.of(3) });
    expect(adam.parameters["fast"]!.data[0]).toBeCloseTo(0.9, 5);
    expect(adam.parameters["slow"]!.data[0]).toBeCloseTo(0.99, 5);
    expect(first.fast.data[0]).toBe(1);
  });

  test("refuses gradients of other parameters", () => {
    const adam = new AdamOptimizer({ one: { shape: [1], data: Float32Array.of(1) } }, { learningRate: () => 1 });
    expect(() => adam.step({})).toThrow('Cannot step on "one": it has 1 numbers, its gradient none');
  });
});

describe("readPromptStart()", () => {
  test("leaves, as all graphs do, no file in the folder of the weights", async () => {
    expect((await readdir(folder)).filter((name) => name.endsWith(".onnx"))).toEqual([]);
  });

  test("refuses a start without tokens", async () => {
    await expect(readPromptStart(frozen, [], 1)).rejects.toThrow("Cannot read the start of prompts: it has no tokens");
  });
});
