import { registerEnumType } from "type-graphql";

/** What ordered an answer. */
export const RankerEnum = {
  CF_SREC: "CF_SREC",
  LLM_SREC: "LLM_SREC",
  FUSED: "FUSED",
  MARKOV: "MARKOV",
  POPULAR: "POPULAR",
} as const;

registerEnumType(RankerEnum, {
  name: "Ranker",
  description: "What ordered an answer.",
  valuesConfig: {
    CF_SREC: { description: "A sequence model that was trained on the log and reads the user's ordered history." },
    LLM_SREC: {
      description:
        "A language model that reads the history with the items' titles, and learned order from a CF_SREC model.",
    },
    FUSED: { description: "Both: their scores added, by weights that fit the users best who were held out." },
    MARKOV: { description: "A Markov chain: what most often followed the newest item of the history." },
    POPULAR: {
      description:
        "Popularity: it was asked for, no model is served, the served one is popularity, or the history holds nothing that it can use.",
    },
  },
});
