import { describe, expect, test } from "@jest/globals";

import { packInParts } from "../../../src/ml/llm-srec/packInParts.js";
import { packPrompts } from "../../../src/ml/llm-srec/packPrompts.js";
import { partsByTokens } from "../../../src/ml/llm-srec/partsByTokens.js";
import { tinyPrompt } from "./harness/tinyTask.js";

/** START 8 item2 9 out; START item4 out. */
const PROMPTS = [tinyPrompt([8, { row: 2 }, 9]), tinyPrompt([{ row: 4 }])];

describe("packPrompts()", () => {
  test("lays what follows the first soft tokens side by side, and what comes before apart", () => {
    expect(packPrompts(PROMPTS, { skipsStart: true })).toEqual({
      size: 2,
      positions: 3,
      tokens: Int32Array.of(0, 9, 0, 0, 0, 0),
      isReal: Int32Array.of(1, 1, 1, 1, 1, 0),
      rowAt: Int32Array.of(0, 1, 2, 3, 4, 5),
      places: Int32Array.of(0, 1, 2, 3, 4, 5),
      softRowAt: Int32Array.of(3, 0, 1, 4, 2, 0),
      softPlaces: Int32Array.of(2, 4, 0, 3),
      rows: Int32Array.of(2, 4),
      lead: {
        positions: 1,
        tokens: Int32Array.of(8, 0),
        isReal: Int32Array.of(1, 0),
        rowAt: Int32Array.of(0, 1),
        places: Int32Array.of(0, 1),
      },
    });
  });

  test("rounds sizes up, so that batches are alike, and always leaves a row and a place for padding", () => {
    const packed = packPrompts(PROMPTS, { skipsStart: true, rowStep: 4, positionStep: 2, itemStep: 3 });
    expect(packed.tokens).toHaveLength(8);
    expect(packed.positions).toBe(4);
    expect(packed.rows).toEqual(Int32Array.of(2, 4, 0));
    expect(packed.softPlaces).toEqual(Int32Array.of(2, 4, 0, 3, 8));
    expect(packed.places).toEqual(Int32Array.of(0, 1, 2, 4, 5, 3, 3, 3));
    const full = packPrompts([PROMPTS[1]!, PROMPTS[1]!], { skipsStart: true });
    expect(full.isReal).toEqual(Int32Array.of(1, 1, 0, 1, 1, 0));
  });

  test("has no lead where prompts begin with a soft token", () => {
    expect(packPrompts([PROMPTS[1]!], { skipsStart: true }).lead).toBeNull();
    expect(packPrompts([PROMPTS[1]!]).lead?.tokens).toEqual(Int32Array.of(3, 7, 0));
  });

  test("refuses no prompts, and a user's token in some only", () => {
    expect(() => packPrompts([])).toThrow("Cannot lay out 0 prompts, 0 of them with a user: at least one");
    expect(() => packPrompts([...PROMPTS, tinyPrompt(["user"])])).toThrow("3 prompts, 1 of them with a user");
  });
});

describe("packInParts()", () => {
  const three = [tinyPrompt([8, { row: 2 }, { row: 3 }]), tinyPrompt([{ row: 4 }]), tinyPrompt([{ row: 5 }, 9])];

  test("puts the shortest prompts first, and tells where each prompt and each item went", () => {
    const { size, parts, order, itemOrder, rows } = packInParts(three, { parts: 2, skipsStart: true, itemStep: 2 });
    expect(size).toBe(3);
    expect(parts.map(({ members }) => [...members])).toEqual([[1, 2], [0]]);
    expect(parts.map(({ prompts: { rows: own } }) => [...own])).toEqual([[4, 5], [2, 3]]); // prettier-ignore
    expect(order).toEqual(Int32Array.of(2, 0, 1));
    expect(itemOrder).toEqual(Int32Array.of(2, 3, 0, 1));
    expect(rows).toEqual(Int32Array.of(2, 3, 4, 5));
  });

  test("puts room that is left over behind all items", () => {
    const { itemOrder, rows } = packInParts(three, { parts: 2, skipsStart: true, itemStep: 3 });
    expect(itemOrder).toEqual(Int32Array.of(3, 4, 0, 1, 2, 5));
    expect(rows).toEqual(Int32Array.of(2, 3, 4, 5, 0, 0));
  });

  test("refuses more parts than prompts", () => {
    expect(() => packInParts(three, { parts: 4 })).toThrow("Cannot lay 3 prompts out in 4 parts: 1 to 3 are wanted");
  });
});

describe("partsByTokens()", () => {
  const prompts = [5, 2, 9, 3, 2].map((length) => ({ ids: new Array<number>(length).fill(0) }));

  test("puts prompts of like length together, as many as fit with their padding", () => {
    expect(partsByTokens(prompts, 9)).toEqual([[1, 4, 3], [0], [2]]);
    expect(partsByTokens(prompts, 1)).toEqual([[1], [4], [3], [0], [2]]);
    expect(partsByTokens(prompts, 45)).toEqual([[1, 4, 3, 0, 2]]);
  });

  test("refuses parts without tokens", () => {
    expect(() => partsByTokens(prompts, 0)).toThrow("Cannot cut prompts into parts of 0 tokens: 1 or more are wanted");
  });
});
