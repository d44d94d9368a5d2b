import type { RankerChoice } from "./rankerChoice.js";
import type { RankerModel } from "./rankerModel.js";

/** Which of the models are asked for this choice, where the history has `known` of the model's items. */
export function askedModels(
  { language }: RankerModel,
  choice: RankerChoice,
  { known, hasVector }: { readonly known: number; readonly hasVector: boolean },
): { readonly sequence: boolean; readonly language: boolean } {
  if (choice === "popular") return { sequence: false, language: false };
  const isLanguageAsked = language !== undefined && hasVector && choice !== "cf-srec";
  return { sequence: known > 0 && !(choice === "llm-srec" && isLanguageAsked), language: isLanguageAsked };
}
