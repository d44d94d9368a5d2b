import { registerEnumType } from "type-graphql";

/** What a client may ask an answer to be ordered by. */
export const RankerChoiceEnum = {
  AUTO: "AUTO",
  CF_SREC: "CF_SREC",
  LLM_SREC: "LLM_SREC",
  FUSED: "FUSED",
  POPULAR: "POPULAR",
} as const;

registerEnumType(RankerChoiceEnum, {
  name: "RankerChoice",
  description:
    "What to order an answer by. Where the served model cannot do that, what it can do orders it; the answer's `ranker` says what did.",
  valuesConfig: {
    AUTO: {
      description: "The best that the served model has: `FUSED` where it has a language model, else the model itself.",
    },
    CF_SREC: { description: "The sequence model alone: no language model is waited for." },
    LLM_SREC: { description: "The language model alone." },
    FUSED: { description: "The sequence model and the language model together." },
    POPULAR: { description: "Popularity, to compare with." },
  },
});
