import { beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { layerNorm } from "../../../src/ml/nn/layerNorm.js";
import { valueAndGradients } from "../../../src/ml/runtime/valueAndGradients.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { bothWays, byName } from "../harness/bothWays.js";
import { expectSameOutputs } from "../harness/expectSameOutputs.js";
import { numericGradient } from "../harness/numericGradient.js";
import { seededFloats } from "../harness/seededFloats.js";

const EPSILON = 1e-5;

const withGradients = (parameters: Readonly<Record<string, tf.Tensor>>) => {
  let y: tf.Tensor | undefined;
  const { gradients } = valueAndGradients(parameters, ({ x, gain, bias }) => {
    y = tf.keep(layerNorm(x!, gain!, bias!, EPSILON));
    return tf.sum(tf.mul(tf.square(y), tf.reshape(tf.div(tf.range(1, y.size + 1), y.size), y.shape)));
  });
  return { y: y!, ...byName(gradients) };
};

describe("layerNorm()", () => {
  beforeAll(() => tf.setBackend("cpu"));

  test("gives rows of mean 0 and variance 1 where gain is 1 and bias 0", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 40 }), (seed, width) => {
        tf.tidy(() => {
          const x = tf.tensor(seededFloats(3 * width, seed, -5, 9), [3, width]);
          const y = layerNorm(x, tf.ones([width]), tf.zeros([width]), 1e-8);
          const { mean, variance } = tf.moments(y, -1);
          // float32 sums of up to 40 terms
          for (const value of mean.dataSync()) expect(value).toBeCloseTo(0, 4);
          for (const value of variance.dataSync()) expect(value).toBeCloseTo(1, 3);
        });
      }),
      { numRuns: 20 },
    );
  });

  test("does not change when all of a row is shifted or scaled", () => {
    tf.tidy(() => {
      const x = tf.tensor2d(seededFloats(12, 1), [2, 6]);
      const [gain, bias] = [tf.tensor1d(seededFloats(6, 2)), tf.tensor1d(seededFloats(6, 3))];
      const before = layerNorm(x, gain, bias, 1e-8).dataSync();
      const after = layerNorm(tf.add(tf.mul(x, 3), 7), gain, bias, 1e-8).dataSync();
      before.forEach((value, index) => { expect(after[index]).toBeCloseTo(value, 4); }); // prettier-ignore
    });
  });

  test("has the gradients that differences give", () => {
    const [x, gain, bias] = [seededFloats(12, 4), seededFloats(6, 5, 0.5, 1.5), seededFloats(6, 6)];
    const loss = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) =>
      tf.sum(tf.mul(tf.sin(layerNorm(a, b, c, EPSILON)), tf.reshape(tf.range(1, 13), [2, 6])));
    tf.tidy(() => {
      const tensors = {
        x: tf.tensor(x.slice(), [2, 6]),
        gain: tf.tensor(gain.slice(), [6]),
        bias: tf.tensor(bias.slice(), [6]),
      };
      const { gradients } = valueAndGradients(tensors, (p) => loss(p["x"]!, p["gain"]!, p["bias"]!) as tf.Scalar);
      const numeric = {
        x: numericGradient((a) => loss(a, tensors.gain, tensors.bias), x, [2, 6]),
        gain: numericGradient((b) => loss(tensors.x, b, tensors.bias), gain, [6]),
        bias: numericGradient((c) => loss(tensors.x, tensors.gain, c), bias, [6]),
      };
      for (const [name, expected] of Object.entries(numeric)) {
        const largest = Math.max(...expected.map(Math.abs));
        gradients[name]!.dataSync().forEach((value, index) => {
          expect(Math.abs(value - expected[index]!)).toBeLessThan(0.01 * largest); // the error of the differences
        });
      }
    });
  });

  test("traced, the fused node and its own gradient equal the composed ops", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 1e6 }),
        fc.integer({ min: 4, max: 33 }), // of two, the gradient is a mere rest of rounding
        fc.integer({ min: 1, max: 5 }),
        async (seed, width, rows) => {
          const inputs = {
            x: { data: seededFloats(rows * 2 * width, seed, -2, 3), shape: [rows, 2, width] },
            gain: { data: seededFloats(width, seed + 1, 0.5, 1.5), shape: [width] },
            bias: { data: seededFloats(width, seed + 2), shape: [width] },
          };
          expectSameOutputs(await bothWays(withGradients, inputs), 1e-5); // float32 sums of some hundred terms
        },
      ),
      { numRuns: 10 },
    );
  });
});
