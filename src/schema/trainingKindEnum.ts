import { registerEnumType } from "type-graphql";

/** What a training run makes. */
export const TrainingKindEnum = { CF_SREC: "CF_SREC", LLM_SREC: "LLM_SREC", FULL: "FULL" } as const;

registerEnumType(TrainingKindEnum, {
  name: "TrainingKind",
  description: "What a training run makes.",
  valuesConfig: {
    CF_SREC: { description: "A sequential recommender over the interaction log." },
    LLM_SREC: {
      description:
        "A recommender that reads histories with a frozen language model, and learns order from a CF_SREC model of the space, its teacher.",
    },
    FULL: { description: "Both: a CF_SREC model first, then an LLM_SREC model that learns from it." },
  },
});
