import type { PromptOptions } from "./promptOptions.js";
import type { PromptPart } from "./promptPart.js";
import { promptTitle } from "./promptTitle.js";

/** One thing that a user did. */
export interface HistoryEntry {
  /** Of the item. */
  readonly row: number;
  readonly title: string;
  /** When, in milliseconds since 1970. */
  readonly time: number;
}

const DAY_LENGTH = "2020-01-01".length;

/**
 * The prompt of a user: the newest items, numbered from the oldest of them.
 *
 * @param history Oldest first. The same item may be there several times, each with a time of its own.
 * @throws {RangeError} If the history is empty, the window is not 1 or more, or a time is no date.
 */
export function userPrompt(history: readonly HistoryEntry[], options: PromptOptions): PromptPart[] {
  const { window, hasTitles, hasUserRepresentation, wording } = options;
  if (!Number.isInteger(window) || window < 1)
    throw new RangeError(`Cannot write a prompt of the newest ${window} items: 1 or more are wanted`);
  if (history.length === 0) throw new RangeError("Cannot write a user's prompt: the history is empty");
  const entries = history.slice(-window).flatMap((entry, index): PromptPart[] => {
    const text = index === 0 ? detail(entry, options) : `,${label(index + 1, options)}${detail(entry, options)}`;
    const title: PromptPart[] = hasTitles
      ? [
          { kind: "title", text: promptTitle(entry.title, wording) },
          { kind: "text", text: '"' },
        ]
      : [];
    return [{ kind: "text", text }, ...title, { kind: "item", row: entry.row }];
  });
  // The number of the first item is the same in all prompts, so it belongs to what comes before.
  const first = ` ${label(1, options)}`;
  const before: PromptPart[] = hasUserRepresentation
    ? [
        { kind: "start", text: wording.representationStart },
        { kind: "user" },
        { kind: "text", text: wording.representationMiddle + first },
      ]
    : [{ kind: "start", text: wording.userStart + first }];
  const end = hasUserRepresentation ? wording.representationEnd : wording.userEnd;
  return [...before, ...entries, { kind: "text", text: end }, { kind: "out", of: "user" }];
}

/** What of an item's line depends on its number alone. */
function label(number: number, { hasDates, wording }: PromptOptions): string {
  const time = hasDates ? ` ${wording.timeLabel}` : "";
  return `${wording.numberLabel}${number},${time}`;
}

/** What follows, up to the title or the soft token. */
function detail({ time }: HistoryEntry, { hasDates, hasTitles }: PromptOptions): string {
  const day = hasDates ? ` ${new Date(time).toISOString().slice(0, DAY_LENGTH)},` : "";
  return day + (hasTitles ? ' "' : " ");
}
