import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { seededRandom } from "../../../src/ml/data/seededRandom.js";
import { drawOutsideNegatives } from "../../../src/ml/train/drawOutsideNegatives.js";
import { drawSharedNegatives } from "../../../src/ml/train/drawSharedNegatives.js";
import { packedBatch } from "../../../src/ml/train/packedBatch.js";

/** 99.9 % of samples lie below this; chi-squared with 9 degrees of freedom. */
const CHI_SQUARED_9 = 27.88;

describe("drawOutsideNegatives()", () => {
  test("draws one negative a pair, never one of the user's own items", () => {
    const someSeen = fc.array(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 8 }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(someSeen, fc.integer(), (rows, seed) => {
        const seen = rows.map((row) => Int32Array.from(row));
        const batch = packedBatch(seen, 8);
        drawOutsideNegatives(batch, seen, 9, seededRandom(seed)).forEach((negative, position) => {
          const sequence = batch.sequenceOf[position]!;
          if (sequence < 0) expect(negative).toBe(0);
          else {
            expect(negative).toBeGreaterThanOrEqual(1);
            expect(seen[sequence]).not.toContain(negative);
          }
        });
      }),
    );
  });

  test("draws any item for a user who has them all", () => {
    const seen = [Int32Array.from([1, 2, 3, 1])];
    const negatives = drawOutsideNegatives(packedBatch(seen, 3), seen, 3, seededRandom(1));
    expect([...negatives].every((row) => row >= 1 && row <= 3)).toBe(true);
  });

  test("draws uniformly over what is left", () => {
    const seen = Array.from({ length: 500 }, () => Int32Array.from([11, 12, 11, 12, 11]));
    const counts = new Array<number>(11).fill(0);
    for (const row of drawOutsideNegatives(packedBatch(seen, 4), seen, 12, seededRandom(5))) counts[row]!++;
    const expected = 2_000 / 10;
    const chiSquared = counts.slice(1).reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquared).toBeLessThan(CHI_SQUARED_9);
  });
});

describe("drawSharedNegatives()", () => {
  test("draws different items of the catalogue, all of them if asked for", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 0, max: 50 }),
        fc.integer(),
        (count, more, seed) => {
          const drawn = [...drawSharedNegatives(count, count + more, seededRandom(seed))];
          expect(new Set(drawn).size).toBe(count);
          expect(drawn.every((row) => row >= 1 && row <= count + more)).toBe(true);
        },
      ),
    );
  });

  test("draws every item equally often", () => {
    const random = seededRandom(7);
    const counts = new Array<number>(11).fill(0);
    for (let draw = 0; draw < 2_000; draw++) for (const row of drawSharedNegatives(3, 10, random)) counts[row]!++;
    const expected = 600;
    const chiSquared = counts.slice(1).reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquared).toBeLessThan(CHI_SQUARED_9);
  });

  test("refuses more than there are", () => {
    expect(() => drawSharedNegatives(4, 3, seededRandom(1))).toThrow(
      new RangeError("Cannot draw 4 different items of 3"),
    );
  });
});
