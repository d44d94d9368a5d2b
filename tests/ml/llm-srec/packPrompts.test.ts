import { describe, expect, test } from "@jest/globals";

import { packInParts } from "../../../src/ml/llm-srec/packInParts.js";
import { packPrompts } from "../../../src/ml/llm-srec/packPrompts.js";
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

  test("fills the room that it is given, and always leaves a row and a place for padding", () => {
    const room = { rows: 8, positions: 4, items: 3, leadRows: 3, leadPositions: 2 };
    const packed = packPrompts(PROMPTS, { skipsStart: true, room });
    expect(packed.tokens).toHaveLength(8);
    expect(packed.positions).toBe(4);
    expect(packed.rows).toEqual(Int32Array.of(2, 4, 0));
    expect(packed.softPlaces).toEqual(Int32Array.of(2, 4, 0, 3, 8));
    expect(packed.places).toEqual(Int32Array.of(0, 1, 2, 4, 5, 3, 3, 3));
    expect(packed.lead?.tokens).toEqual(Int32Array.of(8, 0, 0));
    expect(packed.lead?.isReal).toEqual(Int32Array.of(1, 0, 0, 0));
    const full = packPrompts([PROMPTS[1]!, PROMPTS[1]!], { skipsStart: true });
    expect(full.isReal).toEqual(Int32Array.of(1, 1, 0, 1, 1, 0));
  });

  test("has no lead where prompts begin with a soft token", () => {
    expect(packPrompts([PROMPTS[1]!], { skipsStart: true }).lead).toBeNull();
    const room = { rows: 3, positions: 3, items: 1, leadRows: 1, leadPositions: 1 };
    expect(packPrompts([PROMPTS[1]!], { skipsStart: true, room }).lead?.isReal).toEqual(Int32Array.of(0));
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
    const { size, parts, order, itemOrder, rows } = packInParts(three, { parts: 2, skipsStart: true });
    expect(size).toBe(3);
    expect(parts.map(({ members }) => [...members])).toEqual([[1, 2], [0]]);
    expect(parts.map(({ prompts: { rows: own } }) => [...own])).toEqual([[4, 5], [2, 3]]); // prettier-ignore
    expect(order).toEqual(Int32Array.of(2, 0, 1));
    expect(itemOrder).toEqual(Int32Array.of(2, 3, 0, 1));
    expect(rows).toEqual(Int32Array.of(2, 3, 4, 5));
  });

  test("puts room that is left over behind all items", () => {
    const room = { rows: 0, positions: 0, items: 3, leadRows: 0, leadPositions: 0 };
    const { itemOrder, rows } = packInParts(three, { parts: 2, skipsStart: true, rooms: [room, room] });
    expect(itemOrder).toEqual(Int32Array.of(3, 4, 0, 1, 2, 5));
    expect(rows).toEqual(Int32Array.of(2, 3, 4, 5, 0, 0));
  });

  test("refuses more parts than prompts", () => {
    expect(() => packInParts(three, { parts: 4 })).toThrow("Cannot lay 3 prompts out in 4 parts: 1 to 3 are wanted");
  });
});
