import { beforeAll, describe, expect, test } from "@jest/globals";

import { rotaryTables } from "../../../src/ml/llm/rotaryTables.js";
import { rotaryEmbedding } from "../../../src/ml/nn/rotaryEmbedding.js";
import { valueAndGradients } from "../../../src/ml/runtime/valueAndGradients.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { bothWays, byName } from "../harness/bothWays.js";
import { expectSameOutputs } from "../harness/expectSameOutputs.js";
import { seededFloats } from "../harness/seededFloats.js";

const FREQUENCIES = [1, 0.1];

describe("rotaryEmbedding()", () => {
  beforeAll(() => tf.setBackend("cpu"));

  test("turns number i of a head with number i + K / 2, by its position's angle", () => {
    const x = tf.tensor4d([1, 2, 3, 4], [1, 1, 1, 4]);
    const y = rotaryEmbedding(x, tf.tensor2d([[3]], [1, 1], "int32"), rotaryTables(FREQUENCIES, 4)).dataSync();
    const [fast, slow] = [3, 0.3];
    const expected = [
      Math.cos(fast) - 3 * Math.sin(fast),
      2 * Math.cos(slow) - 4 * Math.sin(slow),
      3 * Math.cos(fast) + Math.sin(fast),
      4 * Math.cos(slow) + 2 * Math.sin(slow),
    ];
    y.forEach((value, at) => { expect(value).toBeCloseTo(expected[at]!, 5); }); // prettier-ignore
  });

  test("makes products depend on the distance of two positions alone", () => {
    const [a, b] = [seededFloats(4, 1), seededFloats(4, 2)].map((values) => tf.tensor4d(values, [1, 1, 1, 4]));
    const tables = rotaryTables(FREQUENCIES, 50);
    const at = (x: tf.Tensor, position: number) =>
      rotaryEmbedding(x, tf.tensor2d([[position]], [1, 1], "int32"), tables);
    const product = (p: number, q: number) => tf.sum(tf.mul(at(a!, p), at(b!, q))).dataSync()[0]!;
    expect(product(7, 4)).toBeCloseTo(product(40, 37), 4);
    expect(Math.abs(product(7, 4) - product(7, 5))).toBeGreaterThan(0.01);
  });

  test("gives the same values and gradients traced as eagerly, at positions of each row's own", async () => {
    const [B, H, T, K] = [2, 3, 5, 4];
    const results = await bothWays(
      ({ x, positions }) => {
        let y: tf.Tensor | undefined;
        const { gradients } = valueAndGradients({ x: x! }, (given) => {
          y = tf.keep(rotaryEmbedding(given["x"]!, positions!, rotaryTables(FREQUENCIES, 20)));
          return tf.sum<tf.Scalar>(tf.mul(tf.square(y), tf.reshape(tf.range(1, y.size + 1), y.shape)));
        });
        return { y: y!, ...byName(gradients) };
      },
      {
        x: { data: seededFloats(B * H * T * K, 1), shape: [B, H, T, K] },
        positions: { data: Int32Array.of(0, 0, 0, 1, 2, 15, 16, 17, 18, 19), shape: [B, T] },
      },
    );
    expectSameOutputs(results, 1e-5);
  });
});
