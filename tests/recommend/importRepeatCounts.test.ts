import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { ImportRepeatCounts } from "../../src/recommend/importRepeatCounts.js";

const fingerprint = fc.oneof(fc.maxSafeNat(), fc.nat({ max: 50 }));

describe("ImportRepeatCounts", () => {
  test("counts what is tracked as a Map would, and says 0 of everything else", () => {
    fc.assert(
      fc.property(fc.array(fingerprint), fc.array(fingerprint), (tracked, asked) => {
        const counts = new ImportRepeatCounts();
        const expected = new Map<number, number>();
        for (const key of tracked) {
          counts.track(key);
          expected.set(key, 0);
        }
        for (const key of [...asked, ...tracked, ...tracked]) {
          const before = expected.get(key);
          expect(counts.next(key)).toBe(before ?? 0);
          if (before !== undefined) expected.set(key, before + 1);
        }
      }),
    );
  });

  test("keeps its counts while it grows", () => {
    const counts = new ImportRepeatCounts();
    for (let key = 0; key < 10_000; key++) {
      counts.track(key * 7919);
      counts.next(key * 7919);
    }
    for (let key = 0; key < 10_000; key++) expect(counts.next(key * 7919)).toBe(1);
  });
});
