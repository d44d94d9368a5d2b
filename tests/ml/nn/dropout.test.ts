import { beforeAll, describe, expect, test } from "@jest/globals";

import { dropout } from "../../../src/ml/nn/dropout.js";
import { EagerDropout } from "../../../src/ml/runtime/eagerDropout.js";
import { fillDropoutMask } from "../../../src/ml/runtime/fillDropoutMask.js";
import { type GraphTensor, openSession } from "../../../src/ml/runtime/session.js";
import { tracedDropout } from "../../../src/ml/runtime/tracedDropout.js";
import { valueAndGradients } from "../../../src/ml/runtime/valueAndGradients.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { traceGraph } from "../../../src/ml/trace/traceGraph.js";
import { seededFloats } from "../harness/seededFloats.js";

const SHAPE: [number, number] = [40, 50];
const [SEED, STEP, RATE] = [3, 5, 0.4];
const x = seededFloats(2000, 1, 0.5, 2);

/** What dropout must do, said anew: the mask of this seed and step, 0 or 1 / (1 - rate). */
function reference(mask: number): number[] {
  const kept = new Uint8Array(2000);
  fillDropoutMask(kept, RATE, { seed: SEED, step: STEP, mask });
  return Array.from(kept, (bit) => Math.fround(bit / (1 - RATE)));
}

describe("dropout()", () => {
  beforeAll(() => tf.setBackend("cpu"));

  test("multiplies values and gradients by one mask of 0 and 1 / (1 - rate)", () => {
    tf.tidy(() => {
      const tensor = tf.tensor2d(x.slice(), SHAPE);
      const source = new EagerDropout(SEED, STEP);
      let dropped: tf.Tensor | undefined;
      const { gradients } = valueAndGradients({ x: tensor }, (given) => {
        dropped = tf.keep(dropout(given["x"]!, RATE, source));
        return tf.sum(dropped);
      });
      const mask = reference(0);
      expect([...dropped!.dataSync()]).toEqual(Array.from(x, (value, index) => Math.fround(value * mask[index]!)));
      expect([...gradients["x"]!.dataSync()]).toEqual(mask);
      expect(new Set(mask).size).toBe(2);
      dropped!.dispose();
    });
  });

  test("traced, takes masks as inputs and does the same", async () => {
    const graph = traceGraph((tracer) => {
      const input = tracer.input("x", SHAPE, "float32");
      const outputs: Record<string, tf.Tensor> = {};
      const { gradients } = valueAndGradients({ x: input }, (given) => {
        outputs["first"] = tf.keep(dropout(given["x"]!, RATE, tracedDropout));
        outputs["second"] = tf.keep(dropout(given["x"]!, RATE, tracedDropout));
        return tf.sum(tf.sub(outputs["first"], outputs["second"]));
      });
      return { ...outputs, gradient: gradients["x"]! };
    });
    expect(graph.masks).toEqual([0, 1].map((mask) => ({ name: `dropout/${mask}`, shape: SHAPE, rate: RATE })));
    const masks: Record<string, GraphTensor> = {};
    graph.masks.forEach(({ name }, mask) => {
      const data = new Uint8Array(2000);
      fillDropoutMask(data, RATE, { seed: SEED, step: STEP, mask });
      masks[name] = { data, shape: SHAPE };
    });
    const session = await openSession(graph.toOnnx(), { threads: 1 });
    const { first, second, gradient } = await session.run({
      x: { data: x, shape: SHAPE },
      ...masks,
    });
    const [one, two] = [reference(0), reference(1)];
    expect([...first!.data]).toEqual(Array.from(x, (value, index) => Math.fround(value * one[index]!)));
    expect([...second!.data]).toEqual(Array.from(x, (value, index) => Math.fround(value * two[index]!)));
    expect([...gradient!.data]).toEqual(one.map((value, index) => value - two[index]!));
    await session.close();
  });

  test("keeps the mean", () => {
    const source = new EagerDropout(1, 1);
    const mean = tf.tidy(() => tf.mean(dropout(tf.ones([1000, 1000]), 0.1, source)).dataSync()[0]!);
    // Six standard deviations of the mean of 1e6 draws of 0 or 1 / .9: 6 sqrt(.1 / .9 / 1e6)
    expect(Math.abs(mean - 1)).toBeLessThan(0.002);
  });

  test("does nothing without a source or at rate 0", () => {
    tf.tidy(() => {
      const tensor = tf.tensor1d([1, 2]);
      expect(dropout(tensor, 0.5, null)).toBe(tensor);
      expect(dropout(tensor, 0, new EagerDropout(1, 1))).toBe(tensor);
    });
  });

  test("refuses a rate of 1, above, below 0, or none", () => {
    for (const rate of [1, 1.5, -0.1, NaN]) expect(() => dropout(tf.scalar(1), rate, null)).toThrow(RangeError);
  });
});
