import { describe, expect, test } from "@jest/globals";

import { linearTransposed } from "../../../src/ml/nn/linearTransposed.js";
import { valueAndGradients } from "../../../src/ml/runtime/valueAndGradients.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { bothWays, byName } from "../harness/bothWays.js";
import { expectSameOutputs } from "../harness/expectSameOutputs.js";
import { seededFloats } from "../harness/seededFloats.js";

describe("linearTransposed()", () => {
  test("maps rows by a weight of [out, in], with the same gradients traced as eagerly", async () => {
    const results = await bothWays(
      ({ x, weight, bias }) => {
        let y: tf.Tensor | undefined;
        const { gradients } = valueAndGradients({ x: x!, weight: weight!, bias: bias! }, (given) => {
          y = tf.keep(linearTransposed(given["x"]!, given["weight"]!, given["bias"]));
          return tf.sum<tf.Scalar>(tf.square(y));
        });
        return { y: y!, ...byName(gradients) };
      },
      {
        x: { data: seededFloats(24, 1), shape: [2, 3, 4] },
        weight: { data: seededFloats(20, 2), shape: [5, 4] },
        bias: { data: seededFloats(5, 3), shape: [5] },
      },
    );
    expectSameOutputs(results, 1e-5);
    expect(results.eager["y"]!.shape).toEqual([2, 3, 5]);
  });

  test("gives each output its own row of the weight", () => {
    void tf.setBackend("cpu");
    const y = linearTransposed(tf.tensor2d([[1, 2]]), tf.tensor2d([[3, 4], [5, 6], [7, 8]])); // prettier-ignore
    expect([...y.dataSync()]).toEqual([11, 17, 23]);
  });

  test("refuses widths that do not fit", () => {
    expect(() => linearTransposed(tf.zeros([2, 3]), tf.zeros([3, 4]))).toThrow(
      new RangeError("Cannot map shape [2, 3] by a weight of shape [3, 4]: [..., in] and [out, in] are wanted"),
    );
  });
});
