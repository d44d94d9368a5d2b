import { registerEnumType } from "type-graphql";

/** What a user's next item is compared with. */
export const LlmNegativesEnum = { RANDOM: "random", IN_BATCH: "inBatch", CATALOGUE: "catalogue" } as const;

registerEnumType(LlmNegativesEnum, {
  name: "LlmNegatives",
  description: "What a user's next item is told from in training.",
  valuesConfig: {
    RANDOM: { description: "As published: a few random items." },
    IN_BATCH: { description: "The next items of the other users of a step." },
    CATALOGUE: { description: "The whole catalogue, or a large sample of it." },
  },
});
