import { beforeAll, describe, expect, test } from "@jest/globals";

import { rmsNorm } from "../../../src/ml/nn/rmsNorm.js";
import { valueAndGradients } from "../../../src/ml/runtime/valueAndGradients.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { bothWays, byName } from "../harness/bothWays.js";
import { expectSameOutputs } from "../harness/expectSameOutputs.js";
import { numericGradient } from "../harness/numericGradient.js";
import { seededFloats } from "../harness/seededFloats.js";

const EPSILON = 1e-2; // large, so that one in the wrong place shows

describe("rmsNorm()", () => {
  beforeAll(() => tf.setBackend("cpu"));

  test("gives what its equation says", () => {
    const y = rmsNorm(tf.tensor2d([[3, 4]]), tf.tensor1d([1, 2]), EPSILON).dataSync();
    const root = Math.sqrt((9 + 16) / 2 + EPSILON);
    expect(y[0]).toBeCloseTo(3 / root, 6);
    expect(y[1]).toBeCloseTo((2 * 4) / root, 6);
  });

  test("has the gradients that differences give", () => {
    const [x, gain] = [seededFloats(12, 4), seededFloats(6, 5, 0.5, 1.5)];
    const loss = (a: tf.Tensor, b: tf.Tensor) =>
      tf.sum(tf.mul(tf.sin(rmsNorm(a, b, EPSILON)), tf.reshape(tf.range(1, 13), [2, 6])));
    const tensors = { x: tf.tensor(x.slice(), [2, 6]), gain: tf.tensor(gain.slice(), [6]) };
    const { gradients } = valueAndGradients(tensors, (given) => loss(given["x"]!, given["gain"]!) as tf.Scalar);
    const byX = numericGradient((moved) => loss(moved, tensors.gain), x, [2, 6]);
    const byGain = numericGradient((moved) => loss(tensors.x, moved), gain, [6]);
    gradients["x"]!.dataSync().forEach((value, at) => { expect(Math.abs(value - byX[at]!)).toBeLessThan(2e-2); }); // prettier-ignore
    gradients["gain"]!.dataSync().forEach((value, at) => { expect(Math.abs(value - byGain[at]!)).toBeLessThan(2e-2); }); // prettier-ignore
  });

  test("gives the same values and gradients traced as eagerly", async () => {
    const results = await bothWays(
      ({ x, gain }) => {
        let y: tf.Tensor | undefined;
        const { gradients } = valueAndGradients({ x: x!, gain: gain! }, (given) => {
          y = tf.keep(rmsNorm(given["x"]!, given["gain"]!, EPSILON));
          return tf.sum<tf.Scalar>(tf.mul(tf.square(y), tf.reshape(tf.range(1, y.size + 1), y.shape)));
        });
        return { y: y!, ...byName(gradients) };
      },
      {
        x: { data: seededFloats(60, 1), shape: [2, 3, 10] },
        gain: { data: seededFloats(10, 2), shape: [10] },
      },
    );
    expectSameOutputs(results, 1e-5);
  });
});
