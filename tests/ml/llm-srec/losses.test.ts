import { describe, expect, test } from "@jest/globals";

import { distillationLoss } from "../../../src/ml/llm-srec/distillationLoss.js";
import { retrievalLoss } from "../../../src/ml/llm-srec/retrievalLoss.js";
import { uniformityLoss } from "../../../src/ml/llm-srec/uniformityLoss.js";
import { unitRows } from "../../../src/ml/llm-srec/unitRows.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { bothWays } from "../harness/bothWays.js";
import { expectSameOutputs } from "../harness/expectSameOutputs.js";
import { seededFloats } from "../harness/seededFloats.js";

const [B, I, C, V] = [5, 7, 4, 6];

/** Rows of a tensor, as arrays. */
const rowsOf = (values: ArrayLike<number>, width: number) =>
  Array.from({ length: values.length / width }, (_, row) => Array.from({ length: width }, (_, at) => values[row * width + at]!)); // prettier-ignore
const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, value, at) => sum + value * y[at]!, 0);
const unit = (x: readonly number[]) => x.map((value) => value / Math.sqrt(dot(x, x)));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const users = { data: seededFloats(B * V, 1), shape: [B, V] };
const teachers = { data: seededFloats(B * V, 2), shape: [B, V] };
const items = { data: seededFloats(I * V, 3), shape: [I, V] };
const candidates = { data: Int32Array.from({ length: B * C }, (_, at) => (at * 3 + 1) % I), shape: [B, C] };

/** A loss's value and its gradient by the users, by the reference and by the traced graph, which must agree. */
async function lossOf(build: (inputs: Readonly<Record<string, tf.Tensor>>) => tf.Tensor): Promise<number> {
  const outputs = await bothWays(
    (inputs) => {
      const { value, grads } = tf.engine().gradients(() => build(inputs) as tf.Scalar, [inputs["users"]!]);
      return { loss: value, gradient: grads[0]! };
    },
    { users, teachers, items, candidates },
  );
  expectSameOutputs(outputs, 1e-5);
  return outputs.eager["loss"]!.values[0]!;
}

describe("retrievalLoss()", () => {
  test.each([1, 3])("is the cross-entropy of the first candidate, scores divided by %d", async (temperature) => {
    const expected = mean(
      rowsOf(users.data, V).map((user, row) => {
        const own = rowsOf(items.data, V);
        const scores = Array.from(candidates.data.subarray(row * C, (row + 1) * C), (item) => dot(user, own[item]!) / temperature); // prettier-ignore
        return Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0)) - scores[0]!;
      }),
    );
    const actual = await lossOf(({ users, items, candidates }) => retrievalLoss(users!, items!, candidates!, temperature)); // prettier-ignore
    expect(actual).toBeCloseTo(expected, 5);
  });
});

describe("distillationLoss()", () => {
  const [students, own] = [rowsOf(users.data, V).map(unit), rowsOf(teachers.data, V).map(unit)];

  test("is the mean over all numbers: (2 - 2 cos) / V a user", async () => {
    const expected = mean(students.map((student, row) => (2 - 2 * dot(student, own[row]!)) / V));
    const actual = await lossOf(({ users, teachers }) => distillationLoss(unitRows(users!), unitRows(teachers!), "mse")); // prettier-ignore
    expect(actual).toBeCloseTo(expected, 6);
  });

  test("asks in its contrastive form that the own teacher is the nearest of the batch", async () => {
    const expected = mean(
      students.map((student, row) => {
        const scores = own.map((teacher) => dot(student, teacher) / 0.07);
        return Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0)) - scores[row]!;
      }),
    );
    const actual = await lossOf(({ users, teachers }) => distillationLoss(unitRows(users!), unitRows(teachers!), "infoNce")); // prettier-ignore
    expect(actual).toBeCloseTo(expected, 4);
  });
});

describe("uniformityLoss()", () => {
  test("is the mean of exp(-2 |x - y|²) over the pairs of different users", async () => {
    const rows = rowsOf(users.data, V).map(unit);
    const pairs = rows.flatMap((x, i) => rows.slice(i + 1).map((y) => Math.exp(-2 * (2 - 2 * dot(x, y)))));
    expect(await lossOf(({ users }) => uniformityLoss(unitRows(users!)))).toBeCloseTo(mean(pairs), 6);
  });

  test("is 1 where all users are alike", () => {
    void tf.setBackend("cpu");
    const alike = unitRows(tf.tensor([1, 2, 3, 1, 2, 3, 1, 2, 3], [3, 3]));
    expect(uniformityLoss(alike).dataSync()[0]).toBeCloseTo(1, 5);
  });

  test("is 0, not NaN, in a batch of one user", () => {
    void tf.setBackend("cpu");
    expect(uniformityLoss(unitRows(tf.tensor([[1, 2, 3]]))).dataSync()[0]).toBe(0);
  });
});

describe("unitRows()", () => {
  test("leaves a row of zeros as it is, with a gradient that is finite", () => {
    void tf.setBackend("cpu");
    const zeros = tf.zeros([2, 3]);
    expect([...unitRows(zeros).dataSync()]).toEqual([0, 0, 0, 0, 0, 0]);
    const gradient = tf
      .grad((x) => tf.sum(unitRows(x)))(zeros)
      .dataSync();
    expect([...gradient].every(Number.isFinite)).toBe(true);
  });
});
