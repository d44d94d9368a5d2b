import { describe, expect, test } from "@jest/globals";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openSession } from "../../../src/ml/runtime/session.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { traceGraph } from "../../../src/ml/trace/traceGraph.js";

const model = traceGraph((tracer) => ({
  y: tf.add(tracer.input("a", [2], "float32"), tracer.input("b", [2], "float32")),
})).toOnnx();
const vector = (...values: number[]) => ({ data: Float32Array.from(values), shape: [values.length] });

describe("openSession()", () => {
  test("runs a model from bytes and from a file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "sequitur-session-"));
    await writeFile(join(folder, "model.onnx"), model);
    for (const source of [model, join(folder, "model.onnx")]) {
      const session = await openSession(source, { threads: 1 });
      expect([session.inputNames, session.outputNames]).toEqual([["a", "b"], ["y"]]);
      const { y } = await session.run({ a: vector(1, 2), b: vector(10, 20) });
      expect(y).toEqual({ data: Float32Array.of(11, 22), shape: [2] });
      await session.close();
    }
    await rm(folder, { recursive: true });
  });

  test("writes into the buffers it is given", async () => {
    const session = await openSession(model, { threads: 1 });
    const y = vector(0, 0);
    await session.run({ a: vector(1, 2), b: vector(3, 4) }, { y });
    expect([...y.data]).toEqual([4, 6]);
    await session.close();
  });

  test("refuses inputs that are missing or unknown, by name, and a number of threads that is none", async () => {
    const session = await openSession(model, { threads: 1 });
    await expect(session.run({ a: vector(1, 2) })).rejects.toThrow('Cannot run the graph: input "b" is missing');
    await expect(session.run({ a: vector(1, 2), b: vector(1, 2), c: vector(1) })).rejects.toThrow(
      'no input or output "c"',
    );
    await session.close();
    for (const threads of [0, 1.5, NaN]) await expect(openSession(model, { threads })).rejects.toThrow(RangeError);
  });
});
