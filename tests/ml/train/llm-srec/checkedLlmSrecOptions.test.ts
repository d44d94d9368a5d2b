import { describe, expect, test } from "@jest/globals";

import { DomainError } from "../../../../src/domain/domainError.js";
import { checkedLlmSrecOptions, type LlmSrecChoices } from "../../../../src/ml/train/llm-srec/checkedLlmSrecOptions.js";
import { recipeOptions } from "../../../../src/ml/train/llm-srec/recipeOptions.js";
import type { Recipe } from "../../../../src/ml/train/trainingOptions.js";

describe("checkedLlmSrecOptions()", () => {
  test("are the recipe's where nothing was chosen", () => {
    for (const recipe of ["paper", "default"] as const)
      expect(checkedLlmSrecOptions(recipe, {})).toEqual(recipeOptions(recipe));
  });

  test("have what was chosen, and what goes with a prompt", () => {
    const chosen = { layers: 6, prompt: "compact", overrides: { distillation: "infoNce" } } as const;
    expect(checkedLlmSrecOptions("paper", chosen)).toEqual({
      ...recipeOptions("paper"),
      ...{ layers: 6, prompt: "compact", hasDates: false, hasTitleStates: true, titleTokens: 20 },
      distillation: "infoNce",
    });
  });

  test.each<[Recipe, NonNullable<LlmSrecChoices["overrides"]>]>([
    ["default", { retrievalWeight: 0, distillationWeight: 0, uniformityWeight: 0 }],
    ["default", { negatives: "random" }],
    ["default", { negatives: "inBatch" }],
    ["paper", { positions: "all" }],
    ["paper", { negatives: "catalogue" }],
    ["default", { firstPasses: 0 }],
    ["default", { hasUserRepresentation: true }],
    ["default", { hasTitleStates: false, readOut: { titleMatch: true } }],
    ["paper", { hasTitleStates: true, readOut: { titleMatch: true } }],
  ])("refuse of recipe %s what does not go together: %p", (recipe, overrides) => {
    const check = () => checkedLlmSrecOptions(recipe, { overrides });
    expect(check).toThrow(DomainError);
    expect(check).toThrow(/^Cannot train with .* is wanted$/);
  });

  test("match titles by the recipe where that can be done", () => {
    const matches = (choices: LlmSrecChoices) => checkedLlmSrecOptions("default", choices).readOut.titleMatch;
    expect(matches({})).toBe(true);
    expect(matches({ prompt: "paper" })).toBe(false);
    expect(matches({ overrides: { negatives: "random", positions: "last" } })).toBe(false);
  });

  test.each<[Recipe, NonNullable<LlmSrecChoices["overrides"]>]>([
    ["default", { negatives: "random", positions: "last" }],
    ["default", { hasUserRepresentation: true, positions: "last" }],
    ["default", { stretches: 0 }],
    ["paper", { negatives: "inBatch", hasUserRepresentation: true }],
  ])("take of recipe %s what goes together: %p", (recipe, overrides) => {
    expect(checkedLlmSrecOptions(recipe, { overrides })).toMatchObject(overrides);
  });
});
