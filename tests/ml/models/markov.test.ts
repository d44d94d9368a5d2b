import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { fitMarkov } from "../../../src/ml/models/fitMarkov.js";

const ITEMS = 6;
const someSequences = fc.array(fc.array(fc.integer({ min: 1, max: ITEMS }), { minLength: 1, maxLength: 12 }), {
  minLength: 1,
  maxLength: 6,
});

/** The key that the model's scores must order items by. */
function naiveKey(
  sequences: readonly (readonly number[])[],
  newest: number | undefined,
  item: number,
): [number, number] {
  const followed = sequences.flatMap((rows) =>
    rows.filter((row, i) => i > 0 && rows[i - 1] === newest && row === item),
  ).length;
  return [newest === undefined ? 0 : followed, sequences.flat().filter((row) => row === item).length];
}

describe("MarkovModel", () => {
  test("orders items by how often they followed the newest one, then by popularity, and ties only what is equal", async () => {
    await fc.assert(
      fc.asyncProperty(
        someSequences,
        fc.array(fc.integer({ min: 1, max: ITEMS }), { maxLength: 3 }),
        async (sequences, history) => {
          const model = fitMarkov(
            sequences.map((rows) => Int32Array.from(rows)),
            ITEMS,
          );
          const scores = await model.scoreAll([Int32Array.from(history)]);
          for (let a = 1; a <= ITEMS; a++) {
            for (let b = 1; b <= ITEMS; b++) {
              const [x, y] = [naiveKey(sequences, history.at(-1), a), naiveKey(sequences, history.at(-1), b)];
              expect(Math.sign(scores[a]! - scores[b]!)).toBe(Math.sign(x[0] - y[0] || x[1] - y[1]));
            }
          }
        },
      ),
    );
  });

  test("keeps popularity apart where float32 sums would not", async () => {
    // The popular pair differs by one in 100,000: a count plus a fraction of the popularity would tie them.
    const popular = new Int32Array(100_000).fill(2);
    const model = fitMarkov(
      [Int32Array.of(1, 2), Int32Array.of(1, 3), popular, popular.map(() => 3), Int32Array.of(3)],
      3,
    );
    const scores = await model.scoreAll([Int32Array.of(1)]);
    expect(scores[3]).toBeGreaterThan(scores[2]!);
  });

  test("gives the same scores in a batch as alone", async () => {
    const model = fitMarkov([Int32Array.of(1, 2, 3, 1, 3, 2)], 3);
    const [one, two] = [Int32Array.of(1), Int32Array.of(3, 2)];
    const together = await model.scoreAll([one, two]);
    expect(Array.from(together)).toEqual([...(await model.scoreAll([one])), ...(await model.scoreAll([two]))]);
  });
});
