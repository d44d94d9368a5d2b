import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { topRows } from "../../../src/ml/serve/topRows.js";

const someScores = fc.array(
  fc.oneof(fc.integer({ min: -3, max: 3 }), fc.float({ noNaN: true, noDefaultInfinity: true })),
  {
    maxLength: 80,
  },
);

describe("topRows()", () => {
  test("equals the beginning of the sorted list, for any scores, limit, filter and place", () => {
    fc.assert(
      fc.property(
        someScores,
        fc.integer({ min: 0, max: 90 }),
        fc.nat(),
        fc.option(fc.nat()),
        (values, limit, salt, place) => {
          const scores = Float32Array.of(0, ...values);
          const allows = (row: number): boolean => (row * 7 + salt) % 3 !== 0;
          const sorted = [...scores.keys()].slice(1).sort((a, b) => scores[b]! - scores[a]! || a - b);
          const from = place === null || sorted.length === 0 ? undefined : sorted[place % sorted.length]!;
          const after = from === undefined ? undefined : { score: scores[from]!, tie: String(from) };
          const rest = from === undefined ? sorted : sorted.slice(sorted.indexOf(from) + 1);
          expect(Array.from(topRows({ scores, limit, after, allows }))).toEqual(rest.filter(allows).slice(0, limit));
        },
      ),
      { numRuns: 500 },
    );
  });

  test("keeps equal scores in the order of their rows", () => {
    expect(Array.from(topRows({ scores: new Float32Array(50), limit: 3, allows: () => true }))).toEqual([1, 2, 3]);
  });
});
