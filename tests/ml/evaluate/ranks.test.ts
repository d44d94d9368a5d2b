import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { seededRandom } from "../../../src/ml/data/seededRandom.js";
import { sampledRank } from "../../../src/ml/evaluate/sampledRank.js";
import { sampleNegatives } from "../../../src/ml/evaluate/sampleNegatives.js";
import { targetRank } from "../../../src/ml/evaluate/targetRank.js";

describe("targetRank()", () => {
  test("counts the items that do not score below the target, the history left out", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 2, maxLength: 12 }),
        fc.array(fc.nat(), { maxLength: 6 }),
        fc.nat(),
        (values, picks, pick) => {
          const scores = Float32Array.from(values);
          const row = (n: number): number => 1 + (n % (values.length - 1));
          const [target, history] = [row(pick), picks.map(row)];
          const others = values.map((_, i) => i).filter((i) => i > 0 && i !== target && !history.includes(i));
          const expected = others.filter((i) => values[i]! >= values[target]!).length;
          expect(targetRank(scores, target, history)).toBe(expected);
        },
      ),
    );
  });

  test("ranks last what scores everything alike, or not at all", () => {
    expect(targetRank(new Float32Array(5), 2, [])).toBe(3);
    expect(targetRank(new Float32Array(5).fill(Number.NaN), 2, [])).toBe(3);
    expect(targetRank(Float32Array.of(0, 1, Number.NaN, 3, 4), 2, [])).toBe(3);
  });

  test("keeps the target in even if the history holds it, and never looks at row 0", () => {
    expect(targetRank(Float32Array.of(99, 1, 5), 2, [2, 2])).toBe(0);
  });
});

describe("sampledRank()", () => {
  test("counts the negatives that do not score below the target", () => {
    expect(sampledRank(Float32Array.of(0, 1, 2, 2, 3, Number.NaN), 2, Int32Array.of(1, 3, 4, 5))).toBe(3);
  });
});

describe("sampleNegatives()", () => {
  test("draws different rows outside the excluded ones", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 25 }),
        (seed, excluded) => {
          const drawn = sampleNegatives(seededRandom(seed), new Set(excluded), 30, 8);
          expect(new Set(drawn).size).toBe(Math.min(8, 30 - excluded.length));
          for (const row of drawn) {
            expect(excluded).not.toContain(row);
            expect(row).toBeGreaterThanOrEqual(1);
            expect(row).toBeLessThanOrEqual(30);
          }
        },
      ),
    );
  });

  test("draws every row about equally often", () => {
    const counts = new Uint32Array(11);
    for (let seed = 0; seed < 6000; seed++)
      for (const row of sampleNegatives(seededRandom(seed), new Set([3]), 10, 3)) counts[row]!++;
    expect(counts[3]).toBe(0);
    for (const row of [1, 2, 4, 5, 6, 7, 8, 9, 10]) expect(Math.abs(counts[row]! - 2000)).toBeLessThan(220); // Six standard deviations
  });
});
