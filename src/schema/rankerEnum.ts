import { registerEnumType } from "type-graphql";

/** What ordered an answer. */
export const RankerEnum = { CF_SREC: "CF_SREC", POPULAR: "POPULAR" } as const;

registerEnumType(RankerEnum, {
  name: "Ranker",
  description: "What ordered an answer.",
  valuesConfig: {
    CF_SREC: { description: "A sequence model that was trained on the log and reads the user's ordered history." },
    POPULAR: { description: "Popularity: no model is served yet, or the history holds nothing that it can use." },
  },
});
