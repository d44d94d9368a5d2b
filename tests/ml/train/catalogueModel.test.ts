import { describe, expect, test } from "@jest/globals";

import { fitPopular } from "../../../src/ml/models/fitPopular.js";
import type { ScoringModel } from "../../../src/ml/models/scoringModel.js";
import { CatalogueModel } from "../../../src/ml/train/catalogueModel.js";

/** Scores row r by 10 r plus the sum of the history, and shows the history as its vector's first number. */
const model: ScoringModel = {
  kind: "markov",
  itemCount: 3,
  scoreAll: (histories) =>
    Promise.resolve(
      Float32Array.from(
        histories.flatMap((rows) => [0, 1, 2, 3].map((row) => 10 * row + rows.reduce((a, b) => a + b, 0))),
      ),
    ),
  userVectors: (histories) => Promise.resolve(Float32Array.from(histories, (rows) => rows.length)),
  close: () => Promise.resolve(),
};

describe("CatalogueModel", () => {
  const other = new CatalogueModel(model, ["a", "b", "c"], ["c", "new", "a"]);

  test("translates rows both ways; what the model does not know it skips in histories and ranks last", async () => {
    expect(other.itemCount).toBe(3);
    expect(other.unknownItems).toBe(1);
    const scores = await other.scoreAll([Int32Array.of(1, 2, 3), Int32Array.of(2)]); // c, new, a; new
    expect([...scores.subarray(1, 4)]).toEqual([34, Number.NEGATIVE_INFINITY, 14]);
    expect([...scores.subarray(5)]).toEqual([30, Number.NEGATIVE_INFINITY, 10]);
  });

  test("has user vectors if the model has", async () => {
    expect([...(await other.userVectors!([Int32Array.of(1, 2, 3), Int32Array.of(2)]))]).toEqual([2, 0]);
    expect(new CatalogueModel(fitPopular([], 0), [], []).userVectors).toBeUndefined();
  });
});
