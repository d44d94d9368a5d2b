import type { LlmTokenizer } from "../llm/llmTokenizer.js";
import type { PromptOptions } from "./promptOptions.js";
import { promptTitle } from "./promptTitle.js";

/** The tokens of which `titleStates` makes a title's vector: of the title alone, as prompts tell it, one or more. */
export function titleTokens(
  tokenizer: Pick<LlmTokenizer, "encode">,
  title: string,
  { wording, titleTokens: most, maxTokens }: Pick<PromptOptions, "wording" | "titleTokens" | "maxTokens">,
): number[] {
  const tokens = tokenizer.encode(promptTitle(title, wording), false).slice(0, most ?? maxTokens);
  return tokens.length > 0 ? tokens : tokenizer.encode(wording.missingTitle, false);
}
