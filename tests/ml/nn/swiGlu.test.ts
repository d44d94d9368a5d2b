import { describe, expect, test } from "@jest/globals";

import { swiGlu } from "../../../src/ml/nn/swiGlu.js";
import { valueAndGradients } from "../../../src/ml/runtime/valueAndGradients.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { bothWays, byName } from "../harness/bothWays.js";
import { expectSameOutputs } from "../harness/expectSameOutputs.js";
import { seededFloats } from "../harness/seededFloats.js";

describe("swiGlu()", () => {
  test("gives what its equation says", () => {
    void tf.setBackend("cpu");
    const [y] = swiGlu(tf.tensor1d([2]), tf.tensor1d([3])).dataSync();
    expect(y).toBeCloseTo((2 / (1 + Math.exp(-2))) * 3, 5);
  });

  test("gives the same values traced as eagerly, and the gradients of its parts", async () => {
    const shape = [3, 10];
    const results = await bothWays(
      ({ gate, up }) => {
        let y: tf.Tensor | undefined;
        const { gradients } = valueAndGradients({ gate: gate!, up: up! }, (given) => {
          y = tf.keep(swiGlu(given["gate"]!, given["up"]!));
          return tf.sum<tf.Scalar>(tf.mul(tf.square(y), tf.reshape(tf.range(1, y.size + 1), shape)));
        });
        return { y: y!, ...byName(gradients) };
      },
      {
        gate: { data: seededFloats(30, 1, -6, 6), shape },
        up: { data: seededFloats(30, 2), shape },
      },
    );
    expectSameOutputs(results, 1e-5);
  });
});
