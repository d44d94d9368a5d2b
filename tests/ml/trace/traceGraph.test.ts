import { describe, expect, test } from "@jest/globals";

import { DomainError } from "../../../src/domain/domainError.js";
import { openSession } from "../../../src/ml/runtime/session.js";
import { isTracing } from "../../../src/ml/trace/isTracing.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { traceGraph } from "../../../src/ml/trace/traceGraph.js";

/** The message with which tracing an op of a `[2, 3]` input is refused. */
function refusalOf(op: (x: tf.Tensor2D) => tf.Tensor): string {
  try {
    traceGraph((tracer) => ({ y: op(tracer.input("x", [2, 3], "float32") as tf.Tensor2D) }));
  } catch (error) {
    if (error instanceof DomainError && error.code === "UNSUPPORTED_OPERATION") return error.message;
    throw error;
  }
  return "not refused";
}

describe("traceGraph()", () => {
  test("gives a model that computes what the ops say", async () => {
    const graph = traceGraph((tracer) => {
      const x = tracer.input("x", [2], "float32");
      return { sum: tf.add(x, tracer.constant(Float32Array.of(10, 20), [2])), same: x, twice: tf.mul(x, 2) };
    });
    const session = await openSession(graph.toOnnx(), { threads: 1 });
    const { sum, same, twice } = await session.run({ x: { data: Float32Array.of(1, 2), shape: [2] } });
    expect([...sum!.data]).toEqual([11, 22]);
    expect([...same!.data]).toEqual([1, 2]);
    expect([...twice!.data]).toEqual([2, 4]);
    await session.close();
  });

  test("gives one value to two outputs", async () => {
    const graph = traceGraph((tracer) => {
      const y = tf.exp(tracer.input("x", [1], "float32"));
      return { first: y, second: y };
    });
    const session = await openSession(graph.toOnnx(), { threads: 1 });
    const { first, second } = await session.run({ x: { data: Float32Array.of(0), shape: [1] } });
    expect([first!.data[0], second!.data[0]]).toEqual([1, 1]);
    await session.close();
  });

  test("leaves out what no output depends on", () => {
    const unused = traceGraph((tracer) => {
      tf.exp(tracer.input("unused", [1000], "float32"));
      return { y: tf.neg(tracer.input("x", [1], "float32")) };
    });
    expect(Buffer.from(unused.toOnnx()).includes("unused")).toBe(false);
    expect(unused.inputs.map(({ name }) => name)).toEqual(["unused", "x"]);
  });

  test("writes the same bytes for the same ops", () => {
    const bytes = () => traceGraph((tracer) => ({ y: tf.softmax(tracer.input("x", [2, 3], "float32")) })).toOnnx();
    expect(Buffer.compare(bytes(), bytes())).toBe(0);
  });

  test("keeps a full-size constant of equal elements as one number", () => {
    const graph = traceGraph((tracer) => ({
      y: tf.mul(tracer.input("x", [500, 400], "float32"), tf.fill([500, 400], 2)),
    }));
    expect(graph.toOnnx().length).toBeLessThan(1000);
  });

  test("restores the backend and frees its tensors, also when it fails", () => {
    void tf.setBackend("cpu");
    const before = tf.memory().numTensors;
    traceGraph((tracer) => ({ y: tf.exp(tracer.input("x", [2], "float32")) }));
    expect(() => traceGraph(() => { throw new Error("broken model"); })).toThrow("broken model"); // prettier-ignore
    expect(refusalOf((x) => tf.fft(tf.complex(x, x)))).toContain('"Complex"');
    expect(tf.getBackend()).toBe("cpu");
    expect(isTracing()).toBe(false);
    expect(tf.memory().numTensors).toBe(before);
    expect([...tf.tidy(() => tf.add(tf.tensor1d([1]), 1).dataSync())]).toEqual([2]);
  });

  test("refuses ops that it has no kernel for, by name", () => {
    expect(refusalOf((x) => tf.mod(x, 2))).toBe('Cannot trace "Mod": the tracer has no kernel for it');
    expect(refusalOf((x) => tf.conv1d(tf.expandDims<tf.Tensor3D>(x, 0), tf.ones([1, 3, 1]), 1, "same"))).toContain(
      '"Conv2D"',
    );
    expect(refusalOf((x) => tf.einsum("ij->ji", x))).toContain('"Einsum"');
    expect(refusalOf((x) => tf.gather(x, tf.tensor2d([[0], [1]], [2, 1], "int32"), 1, 1))).toContain('"GatherV2"');
  });

  test("refuses types that ONNX Runtime would refuse later, by the op's name", () => {
    expect(refusalOf((x) => tf.step(tf.cast(x, "int32")))).toContain('"Step": its input is of type int32');
    expect(refusalOf((x) => tf.relu(tf.cast(x, "bool")))).toContain('"Relu": its input is of type bool');
    expect(refusalOf((x) => tf.add(tf.greater(x, 0), tf.greater(x, 1)))).toContain('"Add": its input is of type bool');
    expect(refusalOf((x) => tf.greater(tf.greater(x, 0), tf.less(x, 1)))).toContain('"Greater"');
    expect(refusalOf(() => tf.tensor1d(["text"]))).toContain("type string");
  });

  test("refuses to read values, which are not known yet", () => {
    expect(refusalOf((x) => tf.scalar(tf.exp(x).dataSync()[0]!))).toContain('dataSync() after "Exp"');
    expect(refusalOf((x) => tf.scalar(x.arraySync()[0]![0]!))).toContain("reads a tensor's values");
    expect(() => traceGraph(() => ({ y: tf.scalar(tf.tensor1d([3, 4]).dataSync()[1]!) }))).not.toThrow();
  });

  test("refuses ops that draw, whose numbers would be frozen", () => {
    expect(refusalOf((x) => tf.dropout(x, 0.5))).toContain('"dropout"');
    expect(refusalOf((x) => tf.dropout(x, 0.5, undefined, 7))).toContain('"dropout"');
    expect(refusalOf((x) => tf.add(x, tf.randomUniform([2, 3])))).toContain('"randomUniform"');
    expect(refusalOf((x) => tf.add(x, tf.randomNormal([2, 3], 0, 1, "float32", 7)))).toContain('"randomNormal"');
    expect(refusalOf((x) => tf.add(x, tf.truncatedNormal([2, 3])))).toContain('"truncatedNormal"');
    expect(refusalOf((x) => tf.multinomial(x, 2))).toContain('"Multinomial"');
  });

  test("refuses tensors of other backends and of other traces", () => {
    void tf.setBackend("cpu");
    const outside = tf.tensor1d([1, 2, 3]);
    expect(refusalOf((x) => tf.add(x, outside))).toContain('"Add": a tensor of shape [3] was made outside the trace');
    expect([...outside.dataSync()]).toEqual([1, 2, 3]);
    outside.dispose();
    let escaped: tf.Tensor | undefined;
    traceGraph((tracer) => {
      escaped = tf.keep(tf.exp(tracer.input("x", [3], "float32")));
      return { y: escaped };
    });
    expect(refusalOf((x) => tf.add(x, escaped!))).toContain("made outside the trace");
    escaped!.dispose();
  });

  test("refuses to nest, and functions that go on later", () => {
    expect(() => traceGraph(() => (traceGraph(() => ({})), {}))).toThrow("Cannot trace within a trace");
    const later = (() => Promise.resolve({})) as unknown as Parameters<typeof traceGraph>[0];
    expect(() => traceGraph(later)).toThrow("Cannot trace an asynchronous function");
  });

  test("refuses names that are taken or look like its own", () => {
    expect(() =>
      traceGraph((tracer) => ({ y: tf.add(tracer.input("a", [1], "float32"), tracer.input("a", [1], "float32")) })),
    ).toThrow('Cannot name an input "a": the graph has one of this name');
    expect(() => traceGraph((tracer) => ({ y: tracer.input("_1", [1], "float32") }))).toThrow(
      'Cannot name an input "_1"',
    );
    expect(() => traceGraph((tracer) => ({ x: tf.exp(tracer.input("x", [1], "float32")) }))).toThrow(
      'Cannot name an output "x"',
    );
  });
});
