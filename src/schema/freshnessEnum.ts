import { registerEnumType } from "type-graphql";

/** How new a language model's view of a user is. */
export const FreshnessEnum = { FRESH: "FRESH", LLM_STALE: "LLM_STALE", CF_ONLY: "CF_ONLY" } as const;

registerEnumType(FreshnessEnum, {
  name: "Freshness",
  description:
    "How new the language model's view of the user is. The sequence model always reads the present history, and what was seen is always left out; a language model needs longer, and the first page of an answer waits for it no longer than the server's `LLM_BUDGET_MS`.",
  valuesConfig: {
    FRESH: { description: "It read the present history." },
    LLM_STALE: {
      description:
        "It read an earlier history of the user; the present one is read for the next answer, unless too many wait.",
    },
    CF_ONLY: {
      description:
        "It has read nothing of this user or this sent history yet: the sequence model ranked alone. It is read for the next answer, unless too many wait.",
    },
  },
});
