import type { RankerChoice as ModelRankerChoice } from "../ml/index.js";

/** What a client may ask an answer to be ordered by, and what a model calls it. */
export const RANKER_CHOICES = {
  AUTO: "auto",
  CF_SREC: "cf-srec",
  LLM_SREC: "llm-srec",
  FUSED: "fused",
  POPULAR: "popular",
} as const satisfies Record<string, ModelRankerChoice>;

/** What a client asks an answer to be ordered by; `AUTO`: the best that the served model has. */
export type RankerChoice = keyof typeof RANKER_CHOICES;
