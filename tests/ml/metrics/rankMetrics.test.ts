import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { hitRateAt } from "../../../src/ml/metrics/hitRateAt.js";
import { ndcgAt } from "../../../src/ml/metrics/ndcgAt.js";
import { rankMetrics } from "../../../src/ml/metrics/rankMetrics.js";

const someRanks = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 30 });

describe("hitRateAt()", () => {
  test("is the share of targets among the first k", () => {
    expect(hitRateAt([0, 9, 10, 11], 10)).toBe(0.5);
  });

  test("grows with k up to 1", () => {
    fc.assert(
      fc.property(someRanks, fc.integer({ min: 1, max: 40 }), (ranks, k) => {
        expect(hitRateAt(ranks, k)).toBeLessThanOrEqual(hitRateAt(ranks, k + 1));
        expect(hitRateAt(ranks, 41)).toBe(1);
      }),
    );
  });
});

describe("ndcgAt()", () => {
  test("is 1 when every target comes first", () => {
    expect(ndcgAt([0, 0, 0], 10)).toBe(1);
  });

  test("discounts by the logarithm of the place", () => {
    expect(ndcgAt([1], 10)).toBeCloseTo(1 / Math.log2(3), 15);
    expect(ndcgAt([2, 10], 10)).toBeCloseTo(0.5 / 2, 15);
  });

  test("never exceeds the hit rate, and falls when a target moves down", () => {
    fc.assert(
      fc.property(someRanks, (ranks) => {
        expect(ndcgAt(ranks, 10)).toBeLessThanOrEqual(hitRateAt(ranks, 10) + 1e-12); // Sums of up to 30 doubles
        expect(
          ndcgAt(
            ranks.map((rank) => rank + 1),
            10,
          ),
        ).toBeLessThanOrEqual(ndcgAt(ranks, 10));
      }),
    );
  });
});

describe("rankMetrics()", () => {
  test("names each metric by its k", () => {
    expect(rankMetrics([0, 15])).toEqual({
      "HR@10": 0.5,
      "HR@20": 1,
      "NDCG@10": 0.5,
      "NDCG@20": (1 + 1 / Math.log2(17)) / 2,
    });
  });
});
