import { registerEnumType } from "type-graphql";

/** Sets of training settings. */
export const TrainingRecipeEnum = { DEFAULT: "default", PAPER: "paper" } as const;

registerEnumType(TrainingRecipeEnum, {
  name: "TrainingRecipe",
  description: "A named set of training settings.",
  valuesConfig: {
    DEFAULT: { description: "Cross-entropy, more dropout, and early stopping on full-catalogue NDCG@10." },
    PAPER: { description: "As published: binary cross-entropy with one negative, best epoch by 99 sampled negatives." },
  },
});
