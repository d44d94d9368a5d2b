import { registerEnumType } from "type-graphql";

/** What the prompt of a user tells. */
export const LlmPromptEnum = { PAPER: "paper", COMPACT: "compact" } as const;

registerEnumType(LlmPromptEnum, {
  name: "LlmPrompt",
  description: "What the language model reads of a history.",
  valuesConfig: {
    PAPER: { description: "As published: every item's title, its day where the log has dates, and its vector." },
    COMPACT: { description: "Every item's vector, which holds its title: about a third as long, and as much faster." },
  },
});
