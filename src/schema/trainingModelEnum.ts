import { registerEnumType } from "type-graphql";

/** Model families that can be trained. */
export const TrainingModelEnum = {
  SASREC: "sasrec",
  ESASREC: "esasrec",
  POPULAR: "popular",
  MARKOV: "markov",
} as const;

registerEnumType(TrainingModelEnum, {
  name: "TrainingModel",
  description: "A family of models.",
  valuesConfig: {
    SASREC: { description: "Self-attention over the ordered history." },
    ESASREC: { description: "The same with gated blocks (LiGR) and a SwiGLU feed-forward." },
    POPULAR: { description: "How often an item was chosen: a floor to compare with." },
    MARKOV: { description: "What followed the last item: a floor to compare with." },
  },
});
