import type { PromptOptions } from "./promptOptions.js";
import type { PromptPart } from "./promptPart.js";
import { promptTitle } from "./promptTitle.js";

/** The prompt of an item. */
export function itemPrompt(
  { row, title }: { readonly row: number; readonly title: string },
  { wording }: PromptOptions,
): PromptPart[] {
  return [
    { kind: "start", text: `${wording.itemStart} "` },
    { kind: "title", text: promptTitle(title, wording) },
    { kind: "text", text: '"' },
    { kind: "item", row },
    { kind: "text", text: wording.itemEnd },
    { kind: "out", of: "item" },
  ];
}
