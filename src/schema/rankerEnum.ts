import { registerEnumType } from "type-graphql";

/** What ordered an answer. */
export const RankerEnum = { CF_SREC: "CF_SREC", MARKOV: "MARKOV", POPULAR: "POPULAR" } as const;

registerEnumType(RankerEnum, {
  name: "Ranker",
  description: "What ordered an answer.",
  valuesConfig: {
    CF_SREC: { description: "A sequence model that was trained on the log and reads the user's ordered history." },
    MARKOV: { description: "A Markov chain: what most often followed the newest item of the history." },
    POPULAR: {
      description:
        "Popularity: no model is served, the served one is popularity, or the history holds nothing that it can use.",
    },
  },
});
