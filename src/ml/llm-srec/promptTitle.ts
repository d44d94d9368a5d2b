import type { PromptWording } from "./promptWording.js";

/** An item's title as prompts tell it. */
export function promptTitle(title: string, { missingTitle }: PromptWording): string {
  return title.trim() === "" ? missingTitle : title;
}
