import { registerEnumType } from "type-graphql";

/** What a training run makes. */
export const TrainingKindEnum = { CF_SREC: "CF_SREC" } as const;

registerEnumType(TrainingKindEnum, {
  name: "TrainingKind",
  description: "What a training run makes.",
  valuesConfig: { CF_SREC: { description: "A sequential recommender over the interaction log." } },
});
