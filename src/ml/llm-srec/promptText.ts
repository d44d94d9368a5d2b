import type { PromptPart } from "./promptPart.js";

/** A prompt as people read it, soft tokens by the paper's names for them. */
export function promptText(parts: readonly PromptPart[]): string {
  return parts.map(partText).join("");
}

function partText(part: PromptPart): string {
  switch (part.kind) {
    case "item":
      return "[HistoryEmb]";
    case "user":
      return "[UserRep]";
    case "out":
      return part.of === "user" ? "[UserOut]" : "[ItemOut]";
    default:
      return part.text;
  }
}
