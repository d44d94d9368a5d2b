import { describe, expect, test } from "@jest/globals";

import { valueAndGradients } from "../../../src/ml/runtime/valueAndGradients.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { logSumExpRows } from "../../../src/ml/train/logSumExpRows.js";
import { packedBatch } from "../../../src/ml/train/packedBatch.js";
import { sampledSoftmaxLoss } from "../../../src/ml/train/sampledSoftmaxLoss.js";
import { sasrecLoss } from "../../../src/ml/train/sasrecLoss.js";
import type { TrainingLoss } from "../../../src/ml/train/trainingOptions.js";
import { seededFloats } from "../harness/seededFloats.js";
import { sasrecGolden } from "../models/sasrecGolden.js";
import { asWeights, onCpu } from "../models/sasrecTensors.js";

const { config, parameters } = sasrecGolden;
const KINDS = ["binary", "softmax", "sampled-softmax"] as const;
const NO_DROPOUT = { mask: () => tf.scalar(1) };

/** The golden sequences as a packed batch with the golden negatives. */
function goldenBatch(kind: TrainingLoss): Record<string, tf.Tensor> {
  const packed = packedBatch(sasrecGolden.sequences, config.maxLength);
  const shape = [packed.rows, config.maxLength];
  const perPosition = (values: Int32Array) => tf.tensor(values, shape, "int32");
  const taken = sasrecGolden.sequences.map(() => 0);
  const negatives = packed.sequenceOf.map((sequence) =>
    sequence < 0 ? 0 : sasrecGolden.negatives[sequence]![taken[sequence]!++]!,
  );
  const shared = sasrecGolden.sharedNegatives;
  const hits = Float32Array.from(packed.targets, (target) => (shared.includes(target) ? 1 : 0));
  const { items, ages, starts, targets } = packed;
  const forLoss: Record<TrainingLoss, Record<string, tf.Tensor>> = {
    binary: { negatives: perPosition(negatives) },
    softmax: {},
    "sampled-softmax": { negatives: tf.tensor(shared, [shared.length], "int32"), hits: tf.tensor(hits, shape) },
  };
  const common = { items, ages, starts, targets };
  return {
    ...Object.fromEntries(Object.entries(common).map(([name, values]) => [name, perPosition(values)])),
    ...forLoss[kind],
  };
}

const lossOf = (kind: TrainingLoss, weights: Readonly<Record<string, tf.Tensor>>) =>
  sasrecLoss(config, kind, 0)(weights, goldenBatch(kind), NO_DROPOUT);

describe("sasrecLoss()", () => {
  test.each(KINDS)("is PyTorch's loss, though packed differently: %s", (kind) => {
    const [loss] = onCpu(() => lossOf(kind, asWeights(parameters)));
    expect(loss).toBeCloseTo(sasrecGolden.losses[kind], 5); // float32 against float64
  });

  test("has PyTorch's gradient for every parameter", () => {
    const names = Object.keys(parameters);
    const gradients = onCpu(() => {
      const { gradients: found } = valueAndGradients(asWeights(parameters), (weights) => lossOf("binary", weights));
      return tf.concat(names.map((name) => tf.reshape(found[name]!, [-1])));
    });
    const expected = names.flatMap((name) => [...sasrecGolden.binaryGradients[name]!.data]);
    expect(gradients).toHaveLength(expected.length);
    expected.forEach((value, i) => expect(gradients[i]).toBeCloseTo(value, 5)); // float32 against float64
  });

  test.each(KINDS)("has the gradient that finite differences give, in random directions: %s", (kind) => {
    const STEP = 1e-3; // short, because ReLU has corners
    for (const seed of [1, 2, 3]) {
      const moved = (by: number) =>
        Object.fromEntries(
          Object.entries(parameters).map(([name, { shape, data }], i) => {
            const direction = seededFloats(data.length, seed * 100 + i);
            return [name, { shape, data: data.map((value, j) => value + by * direction[j]!) }];
          }),
        );
      const at = (by: number) => onCpu(() => lossOf(kind, asWeights(moved(by))))[0]!;
      const [slope] = onCpu(() => {
        const { gradients } = valueAndGradients(asWeights(parameters), (weights) => lossOf(kind, weights));
        const terms = Object.entries(parameters).map(([name, { data, shape }], i) =>
          tf.sum(tf.mul(gradients[name]!, tf.tensor(seededFloats(data.length, seed * 100 + i), [...shape]))),
        );
        return tf.addN(terms);
      });
      // What is left is mostly the rounding of a float32 loss, 1e-7, over the step
      const difference = (at(STEP) - at(-STEP)) / (2 * STEP);
      expect(Math.abs(slope! - difference)).toBeLessThan(2e-3 * Math.max(1, Math.abs(slope!)));
    }
  });

  test("counts only positions that have something to learn", () => {
    const emptyRow = (tensor: tf.Tensor, name: string) => {
      const T = config.maxLength;
      const padding = name === "starts" ? tf.range(0, T, 1, "int32") : tf.zeros([T], tensor.dtype);
      return tf.concat([tensor, tf.reshape(tf.cast(padding, tensor.dtype), [1, T])]);
    };
    const [loss] = onCpu(() => {
      const batch = Object.fromEntries(
        Object.entries(goldenBatch("binary")).map(([name, tensor]) => [name, emptyRow(tensor, name)]),
      );
      return sasrecLoss(config, "binary", 0)(asWeights(parameters), batch, NO_DROPOUT);
    });
    expect(loss).toBeCloseTo(sasrecGolden.losses.binary, 5);
  });
});

describe("sampledSoftmaxLoss()", () => {
  const hidden = seededFloats(3 * 4, 1);
  const items = seededFloats(6 * 4, 2);
  const score = (position: number, row: number) =>
    [0, 1, 2, 3].reduce((sum, i) => sum + hidden[position * 4 + i]! * items[row * 4 + i]!, 0);
  const loss = (targets: number[], negatives: number[]) =>
    onCpu(() =>
      sampledSoftmaxLoss(tf.tensor(hidden, [3, 4]), tf.tensor(items, [6, 4]), {
        targets: tf.tensor(targets, [3], "int32"),
        negatives: tf.tensor(negatives, [negatives.length], "int32"),
        hits: tf.tensor(targets.map((target) => (negatives.includes(target) ? 1 : 0))),
      }),
    )[0]!;

  test("counts a target that is among the negatives once", () => {
    const [targets, negatives] = [
      [1, 2, 5],
      [2, 3, 4],
    ];
    const naive = targets.map((target, position) => {
      const others = negatives.filter((row) => row !== target);
      const sum = [target, ...others].reduce((total, row) => total + Math.exp(score(position, row)), 0);
      return Math.log(sum) - score(position, target);
    });
    expect(loss(targets, negatives)).toBeCloseTo(naive.reduce((sum, value) => sum + value, 0) / 3, 5);
  });

  test("is the softmax over the catalogue when all items are negatives", () => {
    const all = [1, 2, 3, 4, 5];
    const naive = [4, 1, 3].map((target, position) => {
      const sum = all.reduce((total, row) => total + Math.exp(score(position, row)), 0);
      return Math.log(sum) - score(position, target);
    });
    expect(loss([4, 1, 3], all)).toBeCloseTo(naive.reduce((sum, value) => sum + value, 0) / 3, 5);
  });
});

describe("logSumExpRows()", () => {
  test("does not overflow, underflow or lose the largest term", () => {
    const values = onCpu(() =>
      logSumExpRows(
        tf.tensor2d([
          [800, 799, -900],
          [-900, -901, -2_000],
          [0, 0, 0],
        ]),
      ),
    );
    expect(values[0]).toBeCloseTo(800 + Math.log(1 + Math.exp(-1)), 3);
    expect(values[1]).toBeCloseTo(-900 + Math.log(1 + Math.exp(-1)), 3);
    expect(values[2]).toBeCloseTo(Math.log(3), 6);
  });
});
