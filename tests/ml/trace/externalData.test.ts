import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";

import { openSession } from "../../../src/ml/runtime/session.js";
import type { ExternalData } from "../../../src/ml/trace/graphValue.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { traceGraph } from "../../../src/ml/trace/traceGraph.js";

const PAGE = 4096;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sequitur-external-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Adds the second of two weights of a file, each on a page of its own, to the input. */
const addition = () =>
  traceGraph((tracer) => {
    tracer.external({ location: "weights.bin", offset: 0, length: 12 }, [3]);
    const second = tracer.external({ location: "weights.bin", offset: PAGE, length: 12 }, [3]);
    return { sum: tf.add(tracer.input("x", [2, 3], "float32"), second), weight: second };
  });

describe("tracer.external()", () => {
  test("takes a constant's values from a file beside the model", async () => {
    const weights = Buffer.alloc(PAGE + 12);
    [10, 20, 30].forEach((value, at) => weights.writeFloatLE(value, PAGE + 4 * at));
    await writeFile(join(folder, "weights.bin"), weights);
    await writeFile(join(folder, "graph.onnx"), addition().toOnnx());
    const session = await openSession(join(folder, "graph.onnx"), { threads: 1 });
    const { sum, weight } = await session.run({ x: { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] } });
    expect([...sum!.data]).toEqual([11, 22, 33, 14, 25, 36]);
    expect([...weight!.data]).toEqual([10, 20, 30]);
    await session.close();
  });

  test("keeps them out of the model's bytes, and out of the gradient's too", () => {
    const size = 1000;
    const graph = traceGraph((tracer) => {
      const x = tracer.input("x", [1, size], "float32");
      const data = { location: "weights.bin", offset: 0, length: 4 * size * size };
      const weight = tracer.external(data, [size, size]);
      return { gradient: tf.grad((each: tf.Tensor) => tf.sum(tf.square(tf.matMul(each, weight))))(x) };
    });
    expect(graph.toOnnx().length).toBeLessThan(2000);
  });

  test("is refused by name where a dimension was to be symbolic", () => {
    const graph = traceGraph((tracer) => {
      const weight = tracer.external({ location: "weights.bin", offset: 0, length: 28 }, [7]);
      return { sum: tf.add(tracer.input("x", [7], "float32"), weight) };
    });
    expect(() => graph.toOnnx({ symbolic: { 7: "batch" } })).toThrow('Cannot make dimension "batch" symbolic');
  });

  test.each<[string, Partial<ExternalData>]>([
    ['Cannot map "weights.bin" from byte 100: a multiple of 4096 is wanted', { offset: 100 }],
    ["Cannot fill shape [3] from 8 bytes: 12 are wanted", { length: 8 }],
    [`Cannot refer to "../weights.bin": a file in the model's folder is wanted`, { location: "../weights.bin" }],
    [`Cannot refer to "/weights.bin": a file in the model's folder is wanted`, { location: "/weights.bin" }],
  ])("refuses: %s", (message, fault) => {
    const data = { location: "weights.bin", offset: 0, length: 12, ...fault };
    expect(() => traceGraph((tracer) => ({ weight: tracer.external(data, [3]) }))).toThrow(new RangeError(message));
  });

  const onLinux = process.platform === "linux" ? test : test.skip;
  onLinux("is mapped from its file, not read into memory", async () => {
    await writeFile(join(folder, "weights.bin"), new Uint8Array(PAGE + 12));
    await writeFile(join(folder, "graph.onnx"), addition().toOnnx());
    const session = await openSession(join(folder, "graph.onnx"), { threads: 1 });
    expect(await readFile("/proc/self/maps", "utf8")).toContain(join(folder, "weights.bin"));
    await session.close();
  });
});
