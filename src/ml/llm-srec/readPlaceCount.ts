import type { LlmSrecConfig } from "./llmSrecConfig.js";

/** How many states of a prompt are read: that of the out-token, and a user's newest item's where the model wants it. */
export function readPlaceCount(side: "user" | "item", { readOut = {} }: Pick<LlmSrecConfig, "readOut">): 1 | 2 {
  return side === "user" && readOut.lastItem ? 2 : 1;
}
