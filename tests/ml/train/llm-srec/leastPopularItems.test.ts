import { describe, expect, test } from "@jest/globals";

import { leastPopularItems } from "../../../../src/ml/train/llm-srec/leastPopularItems.js";

describe("leastPopularItems()", () => {
  const popularity = Float32Array.of(0, 5, 1, 3, 1, 1);

  test("takes whole items, the rarest first, and the lower row of two that are as rare", () => {
    expect([...leastPopularItems(popularity, 0.5)]).toEqual([2, 4]);
    expect([...leastPopularItems(popularity, 1)]).toEqual([2, 4, 5, 3, 1]);
  });

  test("takes none where the share is less than one item", () => {
    expect(leastPopularItems(popularity, 0.1).size).toBe(0);
  });
});
