import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { BEGIN_TOKEN, catalogueTokenizer } from "../../../../src/ml/llm/catalogue/catalogueTokenizer.js";
import { openTokenizer } from "../../../../src/ml/llm/llmTokenizer.js";
import { madeUpTitles } from "./madeUpTitles.js";

const TITLES = madeUpTitles(216);
const { file, vocabulary } = catalogueTokenizer(TITLES, ['The item title is as follows: "Ibex pH Meter, Blue"']);
const tokenizer = openTokenizer("tokenizer.json", file);

describe("catalogueTokenizer()", () => {
  test.each([
    "",
    " ",
    "a",
    "\u00e9t\u00e9 e\u0301te\u0301",
    "\u65e5\u672c\u8a9e \u306e \u30bf\u30a4\u30c8\u30eb",
    "\u0939\u093f\u0928\u094d\u0926\u0940",
    "\u{1f600}\u{1f469}\u{1f3fd}\u200d\u{1f52c} 4\u00bd",
    "1234567890 12:30 $9.99",
    "it's WE'LL 'quoted' \"double\"",
    "  two  spaces \t tab\r\nline\n\n",
    "\u0000\u0001\u00a0\u00ad\u3000",
    "__proto__ constructor",
  ])("gives %j back as it was", (text) => {
    expect(tokenizer.decode(tokenizer.encode(text, false))).toBe(text);
  });

  test("gives any text back as it was", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(tokenizer.decode(tokenizer.encode(text), { skipSpecialTokens: true })).toBe(text);
      }),
    );
  });

  test("puts the begin-token before a text, if it is not asked for the text alone", () => {
    const begin = tokenizer.idOf(BEGIN_TOKEN)!;
    expect(begin).toBe(0);
    expect(tokenizer.encode("")).toEqual([begin]);
    expect(tokenizer.encode("Ibex")).toEqual([begin, ...tokenizer.encode("Ibex", false)]);
  });

  test("writes the words of the catalogue in few tokens, and cuts digits one by one", () => {
    expect(tokenizer.encode("Ibex", false)).toHaveLength(1);
    expect(tokenizer.encode(" Microscope Slides", false)).toHaveLength(2);
    expect(tokenizer.encode("250", false)).toHaveLength(3);
  });

  test("uses the ids below its vocabulary, and of each text the same ones in any order of texts", () => {
    const used = new Set(TITLES.flatMap((title) => tokenizer.encode(title)));
    expect(Math.max(...used)).toBeLessThan(vocabulary);
    const other = openTokenizer("t.json", catalogueTokenizer(TITLES.toReversed(), []).file);
    const again = openTokenizer("t.json", catalogueTokenizer(TITLES, []).file);
    for (const title of TITLES) expect(other.encode(title)).toEqual(again.encode(title));
  });

  test("has a vocabulary between its bounds, smaller only where nothing is seen twice", () => {
    expect(catalogueTokenizer(["x"], []).vocabulary).toBe(257);
    expect(vocabulary).toBeLessThanOrEqual(512);
    const words = Array.from({ length: 20_000 }, (_, at) => `${(at * 7919).toString(36)}abc ${(at * 104_729).toString(36)}`); // prettier-ignore
    const large = catalogueTokenizer(words, []).vocabulary;
    expect(large).toBeGreaterThan(512);
    expect(large).toBeLessThanOrEqual(4_096);
  });
});
