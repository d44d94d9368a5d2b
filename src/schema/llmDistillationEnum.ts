import { registerEnumType } from "type-graphql";

/** How the user vectors of the teacher and of the language model are drawn together. */
export const LlmDistillationEnum = { MSE: "mse", INFO_NCE: "infoNce" } as const;

registerEnumType(LlmDistillationEnum, {
  name: "LlmDistillation",
  description: "How the language model's vectors of users are drawn to those of the teacher.",
  valuesConfig: {
    MSE: { description: "As published: by the mean square of their difference." },
    INFO_NCE: { description: "By telling the user's own vector from those of the other users of a step." },
  },
});
