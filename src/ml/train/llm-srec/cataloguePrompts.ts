import type { Split } from "../../data/splitLeaveLastOut.js";
import { COMPACT_PROMPT, PAPER_PROMPT } from "../../llm-srec/promptOptions.js";
import { promptText } from "../../llm-srec/promptText.js";
import { itemPrompt } from "../../llm-srec/itemPrompt.js";
import { userPrompt } from "../../llm-srec/userPrompt.js";

/** More teach nothing new to a small model. */
const MOST_HISTORIES = 2_000;

/**
 * What a language model of a catalogue's own reads before training: the wording of prompts, and histories by their
 * titles. Validation and test items are no part of it.
 *
 * @param titles Row r at index r - 1.
 */
export function cataloguePrompts({ train }: Split, titles: readonly string[]): string[] {
  const titleOf = (row: number): string => titles[row - 1] ?? "";
  const wordings = [...titles.keys()].slice(0, 1).flatMap((index) => {
    const history = [{ row: index + 1, title: titles[index]!, time: 0 }];
    return [userPrompt(history, COMPACT_PROMPT), itemPrompt({ row: index + 1, title: titles[index]! }, COMPACT_PROMPT)];
  });
  const histories = train.slice(0, MOST_HISTORIES).flatMap((rows) => {
    const told = Array.from(rows.subarray(-PAPER_PROMPT.window), (row) => ({ row, title: titleOf(row), time: 0 }));
    return told.length === 0 ? [] : [userPrompt(told, { ...PAPER_PROMPT, hasDates: false })];
  });
  return [...wordings, ...histories].map((parts) =>
    promptText(parts).replaceAll(/\[(?:HistoryEmb|UserOut|ItemOut)\]/g, ""),
  );
}
