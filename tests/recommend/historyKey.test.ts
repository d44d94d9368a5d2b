import { describe, expect, test } from "@jest/globals";

import { historyKey } from "../../src/recommend/historyKey.js";

describe("historyKey()", () => {
  test("is the version where no event type has a meaning of its own", () => {
    expect(historyKey(12n, {})).toBe("12");
  });

  test("is another one for every version and for all other meanings", () => {
    const keys = [
      historyKey(1n, {}),
      historyKey(2n, {}),
      historyKey(1n, { view: "IGNORED" }),
      historyKey(1n, { view: "NEGATIVE" }),
      historyKey(1n, { view: "IGNORED", like: "POSITIVE" }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(historyKey(1n, { view: "IGNORED" })).toBe(keys[2]);
  });
});
