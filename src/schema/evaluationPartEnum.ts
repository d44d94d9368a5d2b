import { registerEnumType } from "type-graphql";

/** Which held-out items a model was measured on. */
export const EvaluationPartEnum = { VALIDATION: "VALIDATION", TEST: "TEST" } as const;

registerEnumType(EvaluationPartEnum, {
  name: "EvaluationPart",
  description: "Which held-out item of every user a model was measured on.",
  valuesConfig: {
    VALIDATION: { description: "The last but one; it picked the epoch." },
    TEST: { description: "The last; read once, after training." },
  },
});
