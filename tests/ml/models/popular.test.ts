import { describe, expect, test } from "@jest/globals";

import { fitPopular } from "../../../src/ml/models/fitPopular.js";

describe("PopularModel", () => {
  test("scores every item by how often it occurs, for everybody alike", async () => {
    const model = fitPopular([Int32Array.of(1, 2, 2), Int32Array.of(2, 3)], 4);
    expect(model.itemCount).toBe(4);
    const scores = await model.scoreAll([Int32Array.of(3), new Int32Array(0)]);
    expect(Array.from(scores)).toEqual([0, 1, 3, 1, 0, 0, 1, 3, 1, 0]);
  });

  test("hands out scores that the caller may change", async () => {
    const model = fitPopular([Int32Array.of(1)], 1);
    (await model.scoreAll([Int32Array.of(1)])).fill(9);
    expect(Array.from(await model.scoreAll([Int32Array.of(1)]))).toEqual([0, 1]);
  });
});
