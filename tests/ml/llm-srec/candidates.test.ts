import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { candidateItems } from "../../../src/ml/llm-srec/candidateItems.js";
import { drawCandidates } from "../../../src/ml/llm-srec/drawCandidates.js";
import { seededRandom } from "../../../src/ml/data/seededRandom.js";

const ITEMS = 12;

describe("drawCandidates()", () => {
  test("draws neither the target, nor anything of the history, nor an item twice", () => {
    const user = fc.record({ target: fc.integer({ min: 1, max: ITEMS }), history: fc.array(fc.integer({ min: 1, max: ITEMS }), { maxLength: 8 }) }); // prettier-ignore
    fc.assert(
      fc.property(fc.array(user, { minLength: 1, maxLength: 5 }), fc.integer(), (drawn, seed) => {
        const users = drawn.map(({ target, history }) => ({ target, history: Int32Array.from(history) }));
        const rows = drawCandidates(users, 3, ITEMS, seededRandom(seed));
        for (const [at, { target, history }] of users.entries()) {
          const [first, ...negatives] = rows.subarray(at * 4, at * 4 + 4);
          expect(first).toBe(target);
          expect(new Set([target, ...negatives]).size).toBe(4);
          expect(negatives.filter((row) => history.includes(row) || row < 1 || row > ITEMS)).toEqual([]);
        }
      }),
    );
  });

  test("remembers the whole of a long history", () => {
    const history = Int32Array.from({ length: 500 }, (_, at) => at + 1);
    const rows = drawCandidates([{ target: 501, history }], 3, 505, seededRandom(1));
    expect([...rows.subarray(1)].every((row) => row > 501)).toBe(true);
  });

  test("draws the same from the same seed", () => {
    const users = [{ target: 1, history: Int32Array.of(2) }];
    expect(drawCandidates(users, 3, 1000, seededRandom(4))).toEqual(drawCandidates(users, 3, 1000, seededRandom(4)));
  });

  test("draws items again where a user leaves fewer than are wanted, each of them before one comes twice", () => {
    const users = [{ target: 1, history: Int32Array.of(2, 3) }];
    const [target, ...negatives] = drawCandidates(users, 3, 5, seededRandom(1));
    expect(target).toBe(1);
    expect(new Set(negatives.slice(0, 2))).toEqual(new Set([4, 5]));
    expect([4, 5]).toContain(negatives[2]);
  });

  test("says that a user has all items", () => {
    const users = [{ target: 1, history: Int32Array.of(2, 3) }];
    expect(() => drawCandidates(users, 3, 3, seededRandom(1))).toThrow(
      "Cannot draw 3 negatives: a user has all 3 items",
    );
  });
});

describe("candidateItems()", () => {
  test("names each item once, and everybody's candidates by their places", () => {
    expect(candidateItems(Int32Array.of(7, 3, 3, 9))).toEqual({ rows: Int32Array.of(7, 3, 9), candidates: Int32Array.of(0, 1, 1, 2) }); // prettier-ignore
  });

  test("fills the room that is left over, and refuses too little", () => {
    expect(candidateItems(Int32Array.of(7, 3, 3, 9), 5).rows).toEqual(Int32Array.of(7, 3, 9, 7, 7));
    expect(() => candidateItems(Int32Array.of(7, 3), 1)).toThrow("Cannot fit 2 items into room for 1");
  });
});
