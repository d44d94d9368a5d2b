import { describe, expect, test } from "@jest/globals";

import { itemPrompt } from "../../../src/ml/llm-srec/itemPrompt.js";
import { COMPACT_PROMPT, PAPER_PROMPT, type PromptOptions } from "../../../src/ml/llm-srec/promptOptions.js";
import { promptText } from "../../../src/ml/llm-srec/promptText.js";
import { type HistoryEntry, userPrompt } from "../../../src/ml/llm-srec/userPrompt.js";

const HISTORY: readonly HistoryEntry[] = [
  { row: 3, title: "A wool scarf", time: Date.UTC(2020, 1, 29, 23, 59) },
  { row: 1, title: "A lantern", time: Date.UTC(2021, 11, 1) },
];
const user = (options: PromptOptions, history = HISTORY) => promptText(userPrompt(history, options));

describe("userPrompt()", () => {
  test("is the paper's, as its code has it", () => {
    expect(user(PAPER_PROMPT)).toBe(
      "This user has made a series of purchases in the following order: " +
        'Item No.1, Time: 2020-02-29, "A wool scarf"[HistoryEmb],' +
        'Item No.2, Time: 2021-12-01, "A lantern"[HistoryEmb]' +
        ". Based on this sequence of purchases, generate user representation token:[UserOut]",
    );
  });

  test("can bear the teacher's user vector, as the paper's table 2 words it", () => {
    expect(user({ ...PAPER_PROMPT, hasUserRepresentation: true })).toBe(
      "This is user representation from recommendation models: [UserRep], " +
        "and this user has made a series of purchases in the following order: " +
        'Item No.1, Time: 2020-02-29, "A wool scarf"[HistoryEmb],' +
        'Item No.2, Time: 2021-12-01, "A lantern"[HistoryEmb]' +
        ". Based on this sequence of purchases and user representation, generate user representation token:[UserOut]",
    );
  });

  test("is short where soft tokens alone tell the items", () => {
    expect(user(COMPACT_PROMPT)).toBe(
      "This user has made a series of purchases in the following order: " +
        "Item No.1, [HistoryEmb],Item No.2, [HistoryEmb]" +
        ". Based on this sequence of purchases, generate user representation token:[UserOut]",
    );
  });

  test("can leave out dates or titles alone", () => {
    expect(user({ ...PAPER_PROMPT, hasDates: false })).toContain('order: Item No.1, "A wool scarf"[HistoryEmb],Item No.2, "A'); // prettier-ignore
    expect(user({ ...PAPER_PROMPT, hasTitles: false })).toContain("order: Item No.1, Time: 2020-02-29, [HistoryEmb],Item No.2, Time: "); // prettier-ignore
  });

  test("tells the newest items of the window, numbered from 1", () => {
    const long = Array.from({ length: 12 }, (_, at) => ({ ...HISTORY[0]!, row: at + 1 }));
    const rows = (window: number) =>
      userPrompt(long, { ...PAPER_PROMPT, window }).flatMap((part) => (part.kind === "item" ? [part.row] : []));
    expect(rows(10)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(rows(1)).toEqual([12]);
    expect(user({ ...PAPER_PROMPT, window: 1 }, long)).toContain("order: Item No.1,");
  });

  test("dates each event by itself, where an item comes twice", () => {
    const again = [HISTORY[0]!, { ...HISTORY[0]!, time: Date.UTC(2022, 0, 1) }];
    expect(user(PAPER_PROMPT, again)).toContain('Time: 2020-02-29, "A wool scarf"[HistoryEmb],Item No.2, Time: 2022-01-01, "A wool scarf"'); // prettier-ignore
  });

  test("takes other words", () => {
    const wording = { ...PAPER_PROMPT.wording, userStart: "Käufe:", numberLabel: "Nr. ", timeLabel: "am", userEnd: ". Nutzer:" }; // prettier-ignore
    expect(user({ ...PAPER_PROMPT, wording, window: 1 })).toBe('Käufe: Nr. 1, am 2021-12-01, "A lantern"[HistoryEmb]. Nutzer:[UserOut]'); // prettier-ignore
  });

  test("refuses an empty history and a window without items", () => {
    expect(() => userPrompt([], PAPER_PROMPT)).toThrow("Cannot write a user's prompt: the history is empty");
    expect(() => userPrompt(HISTORY, { ...PAPER_PROMPT, window: 0 })).toThrow("Cannot write a prompt of the newest 0 items: 1 or more are wanted"); // prettier-ignore
  });
});

describe("itemPrompt()", () => {
  test("is the paper's, as its code has it", () => {
    expect(promptText(itemPrompt({ row: 3, title: "A wool scarf" }, PAPER_PROMPT))).toBe(
      'The item title and item embedding are as follows: "A wool scarf"[HistoryEmb], then generate item representation token:[ItemOut]',
    );
  });

  test("has a title for an item that has none", () => {
    expect(promptText(itemPrompt({ row: 3, title: " " }, PAPER_PROMPT))).toContain('"No Title"[HistoryEmb]');
  });
});
