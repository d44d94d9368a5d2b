import { describe, expect, test } from "@jest/globals";

import { attend } from "../../../src/ml/nn/attend.js";
import { valueAndGradients } from "../../../src/ml/runtime/valueAndGradients.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { bothWays, byName } from "../harness/bothWays.js";
import { expectSameOutputs } from "../harness/expectSameOutputs.js";
import { seededFloats } from "../harness/seededFloats.js";

const [B, H, G, T, K] = [2, 6, 3, 4, 8];

/** The same of plain ops, keys and values repeated for each of their query heads. */
function plain(query: tf.Tensor, keys: tf.Tensor, values: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const group = Array.from({ length: H }, (_, head) => Math.floor((head * G) / H));
  const repeated = (x: tf.Tensor) => tf.gather(x, group, 1); // [B, H, ., K]
  return tf.matMul(tf.softmax(tf.add(tf.matMul(query, repeated(keys), false, true), mask)), repeated(values));
}

function outputsOf(attention: typeof attend, inputs: Readonly<Record<string, tf.Tensor>>) {
  const { query, keys, values, mask } = inputs;
  let y: tf.Tensor | undefined;
  const { gradients } = valueAndGradients({ query: query!, keys: keys!, values: values! }, (given) => {
    y = tf.keep(attention(given["query"]!, given["keys"]!, given["values"]!, mask!));
    return tf.sum<tf.Scalar>(tf.mul(tf.sin(y), tf.reshape(tf.range(1, y.size + 1), y.shape)));
  });
  return { y: y!, ...byName(gradients) };
}

describe("attend()", () => {
  const tensor = (shape: readonly number[], seed: number) => {
    const size = shape.reduce((product, dimension) => product * dimension, 1);
    return { data: seededFloats(size, seed), shape };
  };
  const inputsOf = (S: number, isHidden: (at: number) => boolean) => ({
    query: tensor([B, H, T, K], 1),
    keys: tensor([B, G, S, K], 2),
    values: tensor([B, G, S, K], 3),
    mask: { data: Float32Array.from({ length: B * T * S }, (_, at) => (isHidden(at) ? -1e9 : 0)), shape: [B, 1, T, S] },
  });

  test.each([5, 150])("gives the values and the gradients of plain ops, over %p keys", async (S) => {
    const inputs = inputsOf(S, (at) => at % 3 === 1);
    const reference = (await bothWays((given) => outputsOf(plain, given), inputs)).eager;
    const { eager, traced } = await bothWays((given) => outputsOf(attend, given), inputs);
    expectSameOutputs({ eager: reference, traced: eager }, 1e-5);
    expectSameOutputs({ eager: reference, traced }, 1e-5);
  });

  test("sends no gradient to what is hidden", async () => {
    const S = 5;
    const hidden = inputsOf(S, (at) => at % S === 4);
    const { traced } = await bothWays((given) => outputsOf(attend, given), hidden);
    for (const [name, gradient] of Object.entries(traced).filter(([each]) => /keys|values/.test(each))) {
      const atHidden = gradient.values.filter((_, at) => Math.floor(at / K) % S === 4);
      expect({ name, isZero: atHidden.every((value) => value === 0) }).toEqual({ name, isZero: true });
    }
  });
});
