import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { itemPrompt } from "../../../src/ml/llm-srec/itemPrompt.js";
import { PromptEncoder } from "../../../src/ml/llm-srec/promptEncoder.js";
import { COMPACT_PROMPT, PAPER_PROMPT } from "../../../src/ml/llm-srec/promptOptions.js";
import type { TokenizedPrompt } from "../../../src/ml/llm-srec/tokenizedPrompt.js";
import { userPrompt } from "../../../src/ml/llm-srec/userPrompt.js";
import { openTokenizer } from "../../../src/ml/llm/llmTokenizer.js";
import { MODELS, testOnModels } from "../llm/harness/modelsFolder.js";

const FILE = join(import.meta.dirname, "..", "llm", "fixtures", "tokenizer", "tokenizer.json");
const tokenizer = openTokenizer(FILE, readFileSync(FILE, "utf8"));
const SMOL = "SmolLM2-135M-Instruct";
const BEGIN = 376; // <|begin_of_text|>

const HISTORY = [
  { row: 3, title: "A wool scarf for the winter", time: Date.UTC(2020, 1, 29) },
  { row: 1, title: "A lantern", time: Date.UTC(2021, 11, 1) },
];
const limits = { titleTokens: null, maxTokens: 1024 };
const paper = userPrompt(HISTORY, PAPER_PROMPT);

/** The ids between soft tokens. */
function stretches({ ids, items, userPlace, outPlace }: TokenizedPrompt): number[][] {
  const places = [...(userPlace === null ? [] : [userPlace]), ...items.map(({ place }) => place), outPlace];
  return places.map((place, at) => ids.slice(at === 0 ? 0 : places[at - 1]! + 1, place));
}

describe("PromptEncoder", () => {
  test("gives the tokens of the words between soft tokens, after what the model wants first", () => {
    const prompt = new PromptEncoder(tokenizer, limits).encode(paper);
    expect(stretches(prompt)).toEqual([
      tokenizer.encode('This user has made a series of purchases in the following order: Item No.1, Time: 2020-02-29, "A wool scarf for the winter"'), // prettier-ignore
      tokenizer.encode(',Item No.2, Time: 2021-12-01, "A lantern"', false),
      tokenizer.encode(". Based on this sequence of purchases, generate user representation token:", false),
    ]);
    expect(prompt.ids[0]).toBe(BEGIN);
    expect(prompt.items.map(({ row }) => row)).toEqual([3, 1]);
    expect(prompt.outPlace).toBe(prompt.ids.length - 1);
  });

  test("does so for the prompt of an item", () => {
    const prompt = new PromptEncoder(tokenizer, limits).encode(
      itemPrompt({ row: 7, title: "A lantern" }, PAPER_PROMPT),
    );
    expect(stretches(prompt)).toEqual([
      tokenizer.encode('The item title and item embedding are as follows: "A lantern"'),
      tokenizer.encode(", then generate item representation token:", false),
    ]);
    expect(prompt.items).toEqual([{ place: prompt.ids.indexOf(0), row: 7 }]);
  });

  test.each([
    ["paper", PAPER_PROMPT],
    ["compact", COMPACT_PROMPT],
    ["with the user representation", { ...PAPER_PROMPT, hasUserRepresentation: true }],
  ])("says how many tokens all prompts begin with: %s", (_, options) => {
    const encoder = new PromptEncoder(tokenizer, options);
    const one = encoder.encode(userPrompt(HISTORY, options));
    const other = encoder.encode(userPrompt([{ row: 9, title: "Kettle", time: 0 }], options));
    expect(one.startLength).toBe(other.startLength);
    expect(one.startLength).toBeGreaterThan(10);
    expect(one.ids.slice(0, one.startLength)).toEqual(other.ids.slice(0, other.startLength));
    const soft = one.userPlace ?? one.items[0]!.place;
    expect(soft).toBeGreaterThanOrEqual(one.startLength);
  });

  test("knows the place of the teacher's user vector", () => {
    const options = { ...PAPER_PROMPT, hasUserRepresentation: true };
    const prompt = new PromptEncoder(tokenizer, options).encode(userPrompt(HISTORY, options));
    expect(prompt.userPlace).toBe(prompt.startLength);
    expect(new PromptEncoder(tokenizer, limits).encode(paper).userPlace).toBeNull();
  });

  test("cuts titles to their limit and nothing else", () => {
    const prompt = new PromptEncoder(tokenizer, { ...limits, titleTokens: 2 }).encode(paper);
    const cut = tokenizer.decode(tokenizer.encode(HISTORY[0]!.title, false).slice(0, 2));
    expect(tokenizer.decode(stretches(prompt)[0]!, { skipSpecialTokens: true })).toMatch(new RegExp(`2020-02-29, "${cut}"$`)); // prettier-ignore
  });

  test("cuts titles, never the out-token or an item, at every length down to a prompt without titles", () => {
    const whole = new PromptEncoder(tokenizer, limits).encode(paper);
    const bare = new PromptEncoder(tokenizer, { ...limits, titleTokens: 0 }).encode(paper);
    for (let maxTokens = bare.ids.length; maxTokens <= whole.ids.length; maxTokens++) {
      const prompt = new PromptEncoder(tokenizer, { ...limits, maxTokens }).encode(paper);
      expect(prompt.ids.length).toBeLessThanOrEqual(maxTokens);
      // Both titles are as long as they can be: one token more of each would not fit.
      expect(prompt.ids.length).toBeGreaterThan(Math.min(maxTokens, whole.ids.length) - 2);
      expect(prompt.outPlace).toBe(prompt.ids.length - 1);
      expect(prompt.items.map(({ row }) => row)).toEqual([3, 1]);
      expect(stretches(prompt).at(-1)).toEqual(stretches(whole).at(-1));
    }
    expect(() => new PromptEncoder(tokenizer, { ...limits, maxTokens: bare.ids.length - 1 }).encode(paper)).toThrow(
      `Cannot write a prompt: without any title it has ${bare.ids.length} tokens, at most ${bare.ids.length - 1} are wanted; a smaller window helps`,
    );
  });

  testOnModels(SMOL)("does so with the tokenizer of SmolLM2, which wants nothing first", () => {
    const path = join(MODELS, SMOL, "tokenizer.json");
    const smol = openTokenizer(path, readFileSync(path, "utf8"));
    const [first, second, last] = stretches(new PromptEncoder(smol, limits).encode(paper));
    expect(first).toEqual(smol.encode('This user has made a series of purchases in the following order: Item No.1, Time: 2020-02-29, "A wool scarf for the winter"')); // prettier-ignore
    expect(second).toEqual(smol.encode(',Item No.2, Time: 2021-12-01, "A lantern"'));
    expect(last).toEqual(smol.encode(". Based on this sequence of purchases, generate user representation token:"));
  });

  test("gives the same for a piece that it remembers", () => {
    const encoder = new PromptEncoder(tokenizer, limits);
    expect(encoder.encode(paper)).toEqual(encoder.encode(paper));
  });
});
