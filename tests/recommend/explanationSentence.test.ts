import { describe, expect, test } from "@jest/globals";

import { itemId } from "../../src/domain/itemId.js";
import { explanationSentence } from "../../src/recommend/explanationSentence.js";

const cause = (title: string, share: number) => ({
  item: {
    ...{ id: itemId("i"), title, text: "", categories: [], attributes: {} },
    ...{ createdAt: new Date(0), available: true, hidden: false },
  },
  share,
});

describe("explanationSentence()", () => {
  test("names one, two or three titles with their shares", () => {
    const [a, b, c] = [cause("Alpha", 0.624), cause("Beta", 0.215), cause("Gamma", 0.1)];
    expect(explanationSentence([a])).toBe('Because of "Alpha" (62 %)');
    expect(explanationSentence([a, b])).toBe('Because of "Alpha" (62 %) and "Beta" (22 %)');
    expect(explanationSentence([a, b, c])).toBe('Because of "Alpha" (62 %), "Beta" (22 %) and "Gamma" (10 %)');
  });

  test("keeps titles on one line, and cuts those that would fill several", () => {
    expect(explanationSentence([cause(" A\n\tB\u202e\u0000C ", 1)])).toBe('Because of "A B C" (100 %)');
    const long = explanationSentence([cause("😀".repeat(200), 1)]);
    expect(long).toBe(`Because of "${"😀".repeat(79)}…" (100 %)`);
    expect(long.isWellFormed()).toBe(true);
  });
});
