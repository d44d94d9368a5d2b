import { beforeAll, describe, expect, test } from "@jest/globals";

import { embed } from "../../../src/ml/nn/embed.js";
import { linear } from "../../../src/ml/nn/linear.js";
import { pointwiseFeedForward } from "../../../src/ml/nn/pointwiseFeedForward.js";
import { EagerDropout } from "../../../src/ml/runtime/eagerDropout.js";
import { valueAndGradients } from "../../../src/ml/runtime/valueAndGradients.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";

beforeAll(() => tf.setBackend("cpu"));

describe("linear()", () => {
  test("maps the last axis of any shape", () => {
    const weight = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const y = linear(tf.tensor3d([1, 0, 0, 1, 1, 1], [3, 1, 2]), weight, tf.tensor1d([10, 20]));
    expect(y.shape).toEqual([3, 1, 2]);
    expect([...y.dataSync()]).toEqual([11, 22, 13, 24, 14, 26]);
    expect([...linear(tf.tensor1d([1, 1]), weight).dataSync()]).toEqual([4, 6]);
  });

  test("sums the gradient of a weight over all rows", () => {
    const parameters = { weight: tf.tensor2d([1, 2], [2, 1]), bias: tf.tensor1d([0]) };
    const x = tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]);
    const { gradients } = valueAndGradients(parameters, ({ weight, bias }) => tf.sum(linear(x, weight!, bias)));
    expect([...gradients["weight"]!.dataSync()]).toEqual([16, 20]);
    expect([...gradients["bias"]!.dataSync()]).toEqual([4]);
  });

  test("refuses widths that do not fit", () => {
    expect(() => linear(tf.zeros([2, 3]), tf.zeros([4, 5]))).toThrow(
      "Cannot map shape [2, 3] by a weight of shape [4, 5]: [..., in] and [in, out] are wanted",
    );
    expect(() => linear(tf.zeros([2, 3]), tf.zeros([3]))).toThrow(RangeError);
  });
});

describe("embed()", () => {
  test("gives rows by number, and a row's gradient is the sum over its uses", () => {
    const table = tf.tensor2d([0, 0, 1, 2, 3, 4], [3, 2]);
    const ids = tf.tensor2d([[2, 1], [2, 2]], [2, 2], "int32"); // prettier-ignore
    const { gradients } = valueAndGradients({ table }, (p) => {
      const rows = embed(p["table"]!, ids);
      expect(rows.shape).toEqual([2, 2, 2]);
      expect([...rows.dataSync()]).toEqual([3, 4, 1, 2, 3, 4, 3, 4]);
      return tf.sum(rows);
    });
    expect([...gradients["table"]!.dataSync()]).toEqual([0, 0, 1, 1, 3, 3]);
  });
});

describe("pointwiseFeedForward()", () => {
  const weights = {
    innerWeight: tf.tensor2d([1, -1], [1, 2]),
    innerBias: tf.tensor1d([0, 0]),
    outerWeight: tf.tensor2d([2, 3], [2, 1]),
    outerBias: tf.tensor1d([1]),
  };

  test("maps, cuts below zero, and maps back", () => {
    const y = pointwiseFeedForward(tf.tensor3d([2, -2], [1, 2, 1]), weights, { dropoutRate: 0, dropout: null });
    expect([...y.dataSync()]).toEqual([5, 7]);
  });

  test("draws two masks, one of each width", () => {
    const shapes: (readonly number[])[] = [];
    const source = new EagerDropout(1, 1);
    const watched = {
      mask: (shape: readonly number[], rate: number) => {
        shapes.push(shape);
        return source.mask(shape, rate);
      },
    };
    pointwiseFeedForward(tf.ones([3, 4, 1]), weights, { dropoutRate: 0.5, dropout: watched });
    expect(shapes).toEqual([[3, 4, 2], [3, 4, 1]]); // prettier-ignore
  });
});
