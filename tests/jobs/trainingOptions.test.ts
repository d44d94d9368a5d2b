import { describe, expect, test } from "@jest/globals";

import { trainArguments } from "../../src/jobs/trainArguments.js";
import { trainingOptions, type TrainingOptionsInput } from "../../src/jobs/trainingOptions.js";

describe("trainingOptions()", () => {
  test("fills in the defaults, and reads its own result back", () => {
    const defaults = {
      ...{ kind: "CF_SREC", model: "sasrec", recipe: "default", seed: 0, epochs: null, budgetSeconds: null },
      ...{ promote: false, force: false, refit: true },
    };
    expect(trainingOptions({})).toEqual(defaults);
    expect(trainingOptions({ model: null, seed: null, promote: null })).toEqual(defaults);
    expect(trainingOptions(trainingOptions({ epochs: 3 }))).toEqual({ ...defaults, epochs: 3 });
  });

  test.each<TrainingOptionsInput>([
    { kind: "LLM" },
    { model: "gru" },
    { model: "SASREC" },
    { recipe: "secret" },
    { seed: -1 },
    { seed: 2 ** 31 },
    { seed: 0.5 },
    { epochs: 0 },
    { epochs: 10_001 },
    { epochs: NaN },
    { budgetSeconds: 0 },
    { budgetSeconds: 1e9 },
  ])("refuses %p", (input) => {
    expect(() => trainingOptions(input)).toThrow(/^Cannot train with .* is wanted$/);
  });
});

describe("trainArguments()", () => {
  test("say all that was chosen", () => {
    const options = trainingOptions({ model: "sasrec", recipe: "paper", seed: 7, epochs: 3, budgetSeconds: 60 });
    expect(trainArguments({ options, data: "in", out: "out" }).join(" ")).toBe(
      "--data in --model sasrec --recipe paper --seed 7 --epochs 3 --budget 60 --refit --out out --json --progress json",
    );
  });
});
