import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { itemCounts } from "../../../src/ml/data/itemCounts.js";
import { transitionCounts } from "../../../src/ml/data/transitionCounts.js";

const ITEMS = 5;
const someSequences = fc.array(fc.array(fc.integer({ min: 1, max: ITEMS }), { maxLength: 12 }), { maxLength: 6 });

describe("transitionCounts()", () => {
  test("counts every pair of neighbours", () => {
    fc.assert(
      fc.property(someSequences, (sequences) => {
        const { offsets, successors, counts } = transitionCounts(
          sequences.map((rows) => Int32Array.from(rows)),
          ITEMS,
        );
        for (let from = 0; from <= ITEMS; from++) {
          const found = new Map<number, number>();
          for (let i = offsets[from]!; i < offsets[from + 1]!; i++) found.set(successors[i]!, counts[i]!);
          for (let to = 1; to <= ITEMS; to++) {
            const expected = sequences.flatMap((rows) =>
              rows.filter((row, i) => i > 0 && rows[i - 1] === from && row === to),
            );
            expect(found.get(to) ?? 0).toBe(expected.length);
          }
        }
      }),
    );
  });
});

describe("itemCounts()", () => {
  test("counts every occurrence", () => {
    expect(Array.from(itemCounts([Int32Array.of(1, 3, 3), Int32Array.of(3)], 4))).toEqual([0, 1, 0, 3, 0]);
  });
});
