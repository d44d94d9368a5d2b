import { registerEnumType } from "type-graphql";

/** Among which items a held-out item was ranked. */
export const EvaluationCandidatesEnum = { FULL: "FULL", SAMPLED_99: "SAMPLED_99" } as const;

registerEnumType(EvaluationCandidatesEnum, {
  name: "EvaluationCandidates",
  description: "Among which items a held-out item was ranked.",
  valuesConfig: {
    FULL: { description: "All items of the catalogue but those of the user's own history." },
    SAMPLED_99: { description: "99 seeded random items that the user never had: easier, for comparison with papers." },
  },
});
