import { registerEnumType } from "type-graphql";

/** Which items of a history are to be found. */
export const LlmPositionsEnum = { LAST: "last", ALL: "all" } as const;

registerEnumType(LlmPositionsEnum, {
  name: "LlmPositions",
  description: "Which items of a user's history training is to find from those before them.",
  valuesConfig: {
    LAST: { description: "As published: the newest one alone." },
    ALL: { description: "Every one that the language model reads." },
  },
});
