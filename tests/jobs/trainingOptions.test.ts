import { describe, expect, test } from "@jest/globals";

import { trainArguments } from "../../src/jobs/trainArguments.js";
import { trainingOptions, type TrainingOptionsInput } from "../../src/jobs/trainingOptions.js";

describe("trainingOptions()", () => {
  test("fills in the defaults, and reads its own result back", () => {
    const defaults = {
      ...{ kind: "CF_SREC", model: "sasrec", recipe: "default", seed: 0, epochs: null, budgetSeconds: null },
      ...{ promote: false, force: false, refit: true, llm: null },
    };
    expect(trainingOptions({})).toEqual(defaults);
    expect(trainingOptions({ model: null, seed: null, promote: null })).toEqual(defaults);
    expect(trainingOptions(trainingOptions({ epochs: 3 }))).toEqual({ ...defaults, epochs: 3 });
  });

  test("has choices of a language model for the kinds that have one, and refits none of them", () => {
    const llm = {
      ...{ languageModel: null, layers: null, prompt: null, teacherModelVersionId: null, distillation: null },
      ...{ negatives: null, positions: null, retrievalWeight: null, distillationWeight: null, uniformityWeight: null },
    };
    expect(trainingOptions({ kind: "FULL" })).toMatchObject({ kind: "FULL", model: "sasrec", refit: false, llm });
    expect(trainingOptions({ kind: "LLM_SREC" }).model).toBeNull();
    const chosen = { layers: 6, prompt: "compact", distillation: "infoNce", negatives: "inBatch", positions: "last" };
    const input = { kind: "LLM_SREC", llm: { ...chosen, teacherModelVersionId: "a", uniformityWeight: 0.5 } };
    const options = trainingOptions(input);
    expect(options.llm).toEqual({ ...llm, ...input.llm });
    expect(trainingOptions(options)).toEqual(options);
  });

  test.each<TrainingOptionsInput>([
    { llm: {} },
    { kind: "FULL", refit: true },
    { kind: "FULL", model: "markov" },
    { kind: "FULL", llm: { teacherModelVersionId: "a" } },
    { kind: "LLM_SREC", model: "esasrec" },
    { kind: "LLM_SREC", llm: { retrievalWeight: 0, distillationWeight: 0, uniformityWeight: 0 } },
    { kind: "FULL", llm: { negatives: "random" } }, // by default with all positions
    { kind: "FULL", recipe: "paper", llm: { positions: "all" } }, // and with few negatives
    { kind: "FULL", recipe: "paper", llm: { negatives: "catalogue" } }, // and without cached states
    { kind: "LLM_SREC", llm: { layers: 0 } },
    { kind: "LLM_SREC", llm: { layers: 1.5 } },
    { kind: "LLM_SREC", llm: { prompt: "long" } },
    { kind: "LLM_SREC", llm: { distillation: "infonce" } },
    { kind: "LLM_SREC", llm: { negatives: "in-batch" } },
    { kind: "LLM_SREC", llm: { positions: "first" } },
    { kind: "LLM_SREC", llm: { retrievalWeight: -1 } },
    { kind: "LLM_SREC", llm: { distillationWeight: Infinity } },
    { kind: "LLM_SREC", llm: { uniformityWeight: 1001 } },
    { kind: "LLM_SREC", llm: { languageModel: "--out" } },
    { kind: "LLM_SREC", llm: { languageModel: "" } },
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

  test("say all that was chosen of a language model, by the command's names", () => {
    const chosen = { layers: 6, prompt: "compact", distillation: "infoNce", negatives: "inBatch", positions: "last" };
    const weights = { retrievalWeight: 1, distillationWeight: 0, uniformityWeight: 1e-7 };
    const options = trainingOptions({ kind: "LLM_SREC", llm: { ...chosen, ...weights } });
    const languageModel = { path: "cache/model", name: "maker/model" };
    const llm = { options: options.llm!, languageModel, teacher: "teacher", work: "work" };
    expect(trainArguments({ options, llm, data: "in", out: "out" }).join(" ")).toBe(
      "--data in --model llm-srec --recipe default --seed 0 --lm cache/model --lm-name maker/model --teacher teacher --resume work " +
        "--layers 6 --prompt compact --distillation infonce --negatives in-batch --positions last " +
        "--weight-retrieval 1 --weight-distillation 0 --weight-uniformity 1e-7 --out out --json --progress json",
    );
  });
});
