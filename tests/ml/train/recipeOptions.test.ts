import { describe, expect, test } from "@jest/globals";

import { logStatistics } from "../../../src/ml/train/logStatistics.js";
import { recipeOptions } from "../../../src/ml/train/recipeOptions.js";

const scientific = { users: 3_188, items: 4_296, interactions: 24_603, meanLength: 7.7 };
const films = { users: 6_040, items: 3_416, interactions: 987_531, meanLength: 163.5 };
const few = { users: 60, items: 200, interactions: 600, meanLength: 10 };

describe("recipeOptions()", () => {
  test("paper is LLM-SRec's teacher, whatever the log", () => {
    const expected = {
      width: 64,
      blocks: 2,
      heads: 1,
      maxLength: 128,
      dropoutRate: 0.1,
      loss: "binary",
      batchSize: 128,
      learningRate: 1e-3,
      epochs: 200,
      epochsPerValidation: 10,
      selectBy: "sampled99",
    };
    for (const log of [scientific, films, few]) expect(recipeOptions("paper", "sasrec", log)).toMatchObject(expected);
    expect(recipeOptions("paper", "sasrec", scientific).patienceSteps).toBe(30 * 25); // three validations of 25 steps an epoch
  });

  test("default looks further back where histories are long, and drops out less where there is more data", () => {
    const [short, long] = [recipeOptions("default", "sasrec", scientific), recipeOptions("default", "sasrec", films)];
    expect([short.maxLength, long.maxLength]).toEqual([50, 200]);
    expect(short.dropoutRate).toBeGreaterThan(long.dropoutRate);
    expect(short.batchSize).toBeGreaterThan(long.batchSize);
  });

  test("default scores small catalogues whole, and samples large ones", () => {
    expect(recipeOptions("default", "sasrec", few).loss).toBe("softmax");
    expect(recipeOptions("default", "sasrec", scientific)).toMatchObject({ loss: "sampled-softmax", negatives: 1_024 });
  });

  test("default updates the rows of large catalogues alone", () => {
    const large = { ...scientific, items: 500_000 };
    expect(recipeOptions("default", "sasrec", large).rowUpdates).toBe(true);
    expect(recipeOptions("default", "sasrec", scientific).rowUpdates).toBe(false);
    expect(recipeOptions("paper", "sasrec", large).rowUpdates).toBe(false); // the paper's Adam knows no rows
  });

  test("default counts steps, so that a log of a step an epoch is trained as long as another", () => {
    const options = recipeOptions("default", "sasrec", few);
    expect(options.epochs).toBeGreaterThanOrEqual(options.minimumSteps);
    expect(options.epochsPerValidation).toBeGreaterThan(10);
  });
});

describe("logStatistics()", () => {
  test("counts only users who have something to learn", () => {
    const sequences = [[1, 2, 3], [4], [1, 2], []].map((rows) => Int32Array.from(rows));
    expect(logStatistics(sequences, 9)).toEqual({ users: 2, items: 9, interactions: 5, meanLength: 2.5 });
    expect(logStatistics([], 0)).toEqual({ users: 0, items: 0, interactions: 0, meanLength: 0 });
  });
});
