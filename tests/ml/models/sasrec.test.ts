import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { seededRandom } from "../../../src/ml/data/seededRandom.js";
import { sasrecEncode } from "../../../src/ml/models/sasrecEncode.js";
import { sasrecPackedLayout } from "../../../src/ml/models/sasrecPackedLayout.js";
import { sasrecPaddedLayout } from "../../../src/ml/models/sasrecPaddedLayout.js";
import { sasrecParameters } from "../../../src/ml/models/sasrecParameters.js";
import { sasrecUserVectors } from "../../../src/ml/models/sasrecUserVectors.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { packedBatch } from "../../../src/ml/train/packedBatch.js";
import { esasrecGolden, sasrecGolden } from "./sasrecGolden.js";
import { asWeights, onCpu, padded } from "./sasrecTensors.js";

const { config, parameters } = sasrecGolden;
/** Float32 against float64, through two blocks. */
const CLOSE = 5;

const userVectors = (rows: readonly (readonly number[])[], length: number) =>
  onCpu(() =>
    sasrecUserVectors(asWeights(parameters), sasrecPaddedLayout(padded(rows, length), config.maxLength), config),
  );

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(actual[i]).toBeCloseTo(expected[i]!, CLOSE);
}

describe("sasrecEncode()", () => {
  test.each([
    ["SASRec", sasrecGolden],
    ["eSASRec", esasrecGolden],
  ])("gives the hidden states that PyTorch gives, at every position of every history: %s", (_, golden) => {
    const { maxLength: T, width } = golden.config;
    const rows = golden.sequences.map((sequence) => [...sequence.subarray(0, -1)]);
    const states = onCpu(() =>
      sasrecEncode(asWeights(golden.parameters), sasrecPaddedLayout(padded(rows, T), T), golden.config),
    );
    rows.forEach((row, b) => {
      const first = (b * T + T - row.length) * width;
      expectClose(states.subarray(first, (b + 1) * T * width), golden.hidden[b]!.flat());
    });
  });

  test("gives each history of a packed row what it gives the history alone", () => {
    const sequences = [
      [3, 1, 4],
      [1, 5],
      [2, 6, 5, 3, 2, 7],
      [1, 2],
      [7, 7, 1, 2],
    ].map((rows) => Int32Array.from(rows));
    const packed = packedBatch(sequences, config.maxLength);
    const shape = [packed.rows, config.maxLength];
    const states = onCpu(() => {
      const [items, ages, starts] = [packed.items, packed.ages, packed.starts].map((values) =>
        tf.tensor(values, shape, "int32"),
      ) as [tf.Tensor, tf.Tensor, tf.Tensor];
      return sasrecEncode(asWeights(parameters), sasrecPackedLayout({ items, ages, starts }), config);
    });
    expect(packed.rows).toBeLessThan(sequences.length);
    sequences.forEach((sequence, index) => {
      const newest = packed.sequenceOf.lastIndexOf(index);
      const alone = userVectors([[...sequence.subarray(0, -1)]], config.maxLength);
      expectClose(states.subarray(newest * config.width, (newest + 1) * config.width), alone);
    });
  });

  test("never lets a later item change an earlier state", () => {
    const encode = (row: number[]) =>
      onCpu(() => sasrecEncode(asWeights(parameters), sasrecPaddedLayout(padded([row], 5), 5), config));
    const before = encode([1, 2, 3, 4, 5]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 7 }), (changed, item) => {
        const row = [1, 2, 3, 4, 5].map((own, place) => (place < changed ? own : item));
        const kept = changed * config.width;
        expect(encode(row).subarray(0, kept)).toEqual(before.subarray(0, kept));
      }),
      { numRuns: 20 },
    );
  });
});

describe("sasrecUserVectors()", () => {
  test("is the hidden state at the newest position", () => {
    const rows = sasrecGolden.sequences.map((sequence) => [...sequence.subarray(0, -1)]);
    expectClose(
      userVectors(rows, config.maxLength),
      sasrecGolden.hidden.flatMap((states) => states.at(-1)!),
    );
  });

  test("gives one history one answer in any padding, beside any other history", () => {
    const alone = userVectors([[3, 1, 4]], 3);
    expectClose(userVectors([[3, 1, 4]], 5), alone);
    expectClose(userVectors([[3, 1, 4]], 11), alone);
    expectClose(
      userVectors(
        [
          [3, 1, 4],
          [1, 2, 3, 4, 5],
        ],
        5,
      ).subarray(0, config.width),
      alone,
    );
  });

  test("reads the newest items of a history that is longer than the window", () => {
    expectClose(userVectors([[6, 6, 1, 2, 3, 4, 5]], 7), userVectors([[1, 2, 3, 4, 5]], 5));
  });

  test("is a finite vector of its own where there is no item", () => {
    const empty = userVectors([[]], 3);
    expect([...empty].every((value) => Number.isFinite(value))).toBe(true);
    expectClose(userVectors([[], [1]], 4).subarray(0, config.width), empty);
  });

  test("depends on the order of the history", () => {
    const [a, b] = [userVectors([[3, 1, 4]], 3), userVectors([[1, 3, 4]], 3)];
    expect(Math.max(...a.map((value, i) => Math.abs(value - b[i]!)))).toBeGreaterThan(0.01);
  });
});

describe("sasrecParameters()", () => {
  const sizes = {
    kind: "sasrec" as const,
    expansion: 1,
    itemCount: 499,
    width: 64,
    blocks: 1,
    heads: 1,
    maxLength: 400,
  };

  test("draws the same bytes from the same seed, and others from another", () => {
    const [a, b, c] = [1, 1, 2].map((seed) => sasrecParameters(sizes, seededRandom(seed)));
    expect(a).toEqual(b);
    expect(a!["block0.query.weight"]).not.toEqual(c!["block0.query.weight"]);
  });

  test("draws matrices with Xavier's variance, the projections of the attention as one packed matrix", () => {
    const drawn = sasrecParameters(sizes, seededRandom(1));
    const variance = (name: string) =>
      drawn[name]!.data.reduce((sum, value) => sum + value * value, 0) / drawn[name]!.data.length;
    // 4,096 draws and more: 0.05 is more than two standard deviations of the sample variance, and the seed is fixed
    expect(variance("itemEmbeddings") / (2 / (500 + 64))).toBeCloseTo(1, 1);
    expect(variance("positionEmbeddings") / (2 / (400 + 64))).toBeCloseTo(1, 1);
    expect(variance("block0.key.weight") / (2 / (64 + 192))).toBeCloseTo(1, 1);
    expect(variance("block0.inner.weight") / (2 / (64 + 64))).toBeCloseTo(1, 1);
    expect(Math.max(...drawn["block0.inner.bias"]!.data.map(Math.abs))).toBeLessThanOrEqual(1 / 8);
  });

  test("refuses heads that do not divide the width, and sizes that are none", () => {
    expect(() => sasrecParameters({ ...sizes, heads: 3 }, seededRandom(1))).toThrow(
      new RangeError("Cannot split width 64 into 3 heads: width must be a multiple of heads"),
    );
    expect(() => sasrecParameters({ ...sizes, blocks: 0 }, seededRandom(1))).toThrow(
      new RangeError("Cannot use blocks 0: a positive whole number is wanted"),
    );
  });
});
