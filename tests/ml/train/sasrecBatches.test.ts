import { describe, expect, test } from "@jest/globals";

import { seededRandom } from "../../../src/ml/data/seededRandom.js";
import { SasrecBatches, type BatchOptions, type TrainingBatch } from "../../../src/ml/train/sasrecBatches.js";

const ITEMS = 30;
const OPTIONS: BatchOptions = { maxLength: 6, batchSize: 4, loss: "binary", negatives: 8 };

/** 10 users of 2 to 11 items, and one with a single item. */
const sequences = [
  ...Array.from({ length: 10 }, (_, user) =>
    Int32Array.from({ length: user + 2 }, (_, i) => 1 + ((user * 7 + i) % ITEMS)),
  ),
  Int32Array.of(5),
];

const open = (options: Partial<BatchOptions> = {}, seed = 1) =>
  new SasrecBatches(sequences, ITEMS, { ...OPTIONS, ...options }, seededRandom(seed));

/** The sequences that a batch was made of, put together again. */
function unpack({ feeds }: TrainingBatch): string[] {
  const rows: number[][] = [];
  (feeds["items"] as Int32Array).forEach((item, position) => {
    if (item === 0) return;
    const isFirst = position % 6 === feeds["starts"]![position];
    if (isFirst) rows.push([item]);
    rows.at(-1)!.push(feeds["targets"]![position]!);
  });
  return rows.map((row) => row.join(" "));
}

describe("SasrecBatches", () => {
  test("makes every epoch of all users who have two items, each once, in a new order", () => {
    const batches = open();
    const expected = sequences.slice(0, 10).map((rows) => [...rows.subarray(-7)].join(" "));
    const [first, second] = [1, 2].map((epoch) => [...batches.epoch(epoch)].map(unpack));
    expect(batches.perEpoch).toBe(3);
    for (const epoch of [first!, second!]) {
      expect(epoch.map(({ length }) => length).toSorted()).toEqual([3, 3, 4]);
      expect(epoch.flat().toSorted()).toEqual(expected.toSorted());
    }
    expect(first!.flat()).not.toEqual(second!.flat());
  });

  test("gives every batch its share of long and short histories", () => {
    for (const users of [...open().epoch(1)].map(unpack)) {
      const lengths = users.map((rows) => rows.split(" ").length).toSorted((a, b) => b - a);
      // Lengths 7 7 7 | 7 7 6 | 5 4 3 | 2: one of each group
      expect(lengths.slice(0, 3)).toEqual([7, expect.any(Number), expect.any(Number)]);
      expect(lengths[1]).toBeGreaterThanOrEqual(6);
      expect([3, 4, 5]).toContain(lengths[2]);
    }
  });

  test("makes the same bytes of the same seed, whichever epochs came before", () => {
    const later = open();
    for (const epoch of [1, 2]) for (const batch of later.epoch(epoch)) expect(batch.bucket).toBeTruthy();
    expect([...later.epoch(3)]).toEqual([...open().epoch(3)]);
    expect([...open({}, 2).epoch(3)]).not.toEqual([...open().epoch(3)]);
  });

  test("gives the batches of a bucket the same shapes", () => {
    for (const loss of ["binary", "softmax", "sampled-softmax"] as const) {
      const shapes = new Map<string, unknown>();
      for (let epoch = 1; epoch <= 5; epoch++) {
        for (const batch of open({ loss }).epoch(epoch)) {
          expect(shapes.get(batch.bucket) ?? batch.shapes).toEqual(batch.shapes);
          shapes.set(batch.bucket, batch.shapes);
          for (const [name, { shape }] of Object.entries(batch.shapes))
            expect(batch.feeds[name]).toHaveLength(shape.reduce((product, size) => product * size, 1));
        }
      }
    }
  });

  test("marks the targets that are among the shared negatives", () => {
    for (const { feeds } of open({ loss: "sampled-softmax" }).epoch(1)) {
      const negatives = new Set(feeds["negatives"]);
      feeds["hits"]!.forEach((hit, position) => {
        expect(hit).toBe(negatives.has(feeds["targets"]![position]!) ? 1 : 0);
      });
    }
  });

  test("shares at most as many negatives as there are items", () => {
    const [batch] = open({ loss: "sampled-softmax", negatives: 1_024 }).epoch(1);
    expect(batch!.feeds["negatives"]).toHaveLength(ITEMS);
  });

  test("has no batches where no user has two items", () => {
    const batches = new SasrecBatches([Int32Array.of(1)], ITEMS, OPTIONS, seededRandom(1));
    expect(batches.perEpoch).toBe(0);
    expect([...batches.epoch(1)]).toEqual([]);
  });
});
