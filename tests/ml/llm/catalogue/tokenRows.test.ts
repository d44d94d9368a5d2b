import { describe, expect, test } from "@jest/globals";

import { seededRandom } from "../../../../src/ml/data/seededRandom.js";
import { type CatalogueDocuments, mixedDocuments } from "../../../../src/ml/llm/catalogue/mixedDocuments.js";
import { shuffledDocuments } from "../../../../src/ml/llm/catalogue/shuffledDocuments.js";
import { splitTexts } from "../../../../src/ml/llm/catalogue/splitTexts.js";
import { packTokenRows } from "../../../../src/ml/llm/catalogue/tokenRows.js";
import { unigramLoss } from "../../../../src/ml/llm/catalogue/unigramLoss.js";
import { madeUpTitles } from "./madeUpTitles.js";

const drawn = (documents: number[][]) => {
  const left = documents.map((ids) => Int32Array.from(ids));
  return () => left.shift();
};

describe("packTokenRows()", () => {
  test("lets each row begin with a text, and cuts the one at its end", () => {
    const rows = packTokenRows({ rows: 2, positions: 4 }, drawn([[0, 1, 2], [0, 3, 4, 5], [0, 6], [0, 7, 8]])); // prettier-ignore
    expect([...rows.inputs]).toEqual([0, 1, 2, 0, 0, 6, 0, 7]);
    expect([...rows.targets]).toEqual([1, 2, 0, 3, 6, 0, 7, 8]);
    expect([...rows.weights]).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  });

  test("gives no weight to what nothing follows", () => {
    const rows = packTokenRows({ rows: 2, positions: 4 }, drawn([[0, 1, 2]]));
    expect([...rows.inputs]).toEqual([0, 1, 2, 0, 0, 0, 0, 0]);
    expect([...rows.weights]).toEqual([1, 1, 0, 0, 0, 0, 0, 0]);
  });
});

describe("shuffledDocuments()", () => {
  test("gives every document once before any twice", () => {
    const next = shuffledDocuments([1, 2, 3, 4].map((id) => Int32Array.of(id)), seededRandom(1)); // prettier-ignore
    const round = () => [1, 2, 3, 4].map(() => next()![0]!);
    expect(round().toSorted()).toEqual([1, 2, 3, 4]);
    expect(round().toSorted()).toEqual([1, 2, 3, 4]);
  });
});

describe("mixedDocuments()", () => {
  const tokens = (count: number, id: number) => new Int32Array(count).fill(id);
  const given = (documents: CatalogueDocuments, count: number) => {
    const next = mixedDocuments(documents, seededRandom(1));
    const all = Array.from({ length: count }, () => next()!);
    const of = (id: number) => all.filter(([first]) => first === id).reduce((sum, { length }) => sum + length, 0);
    return of(2) / of(1);
  };

  test("gives prompts no more tokens than texts", () => {
    const texts = [tokens(4, 1), tokens(6, 1)];
    const prompts = Array.from({ length: 9 }, () => tokens(50, 2));
    expect(given({ texts, prompts }, 1_000)).toBeCloseTo(1, 1);
  });

  test("gives a few prompts their part", () => {
    const texts = Array.from({ length: 10 }, () => tokens(10, 1));
    expect(given({ texts, prompts: [tokens(20, 2)] }, 1_000)).toBeCloseTo(0.2, 1);
    expect(given({ texts, prompts: [] }, 1_000)).toBe(0);
  });
});

describe("splitTexts()", () => {
  const texts = madeUpTitles(200);

  test("keeps what is held out away from training, in prompts too", () => {
    const prompts = texts.map((text) => `The title is "${text}".`);
    const split = splitTexts(texts, prompts, seededRandom(3));
    const { heldOut } = split;
    expect(heldOut).toHaveLength(7);
    expect(split.texts).toHaveLength(200 - 7);
    expect(split.prompts).toHaveLength(200 - 7);
    expect([...split.texts, ...split.prompts].filter((text) => heldOut.some((held) => text.includes(held)))).toEqual(
      [],
    );
  });

  test("spares none of a few texts", () => {
    const few = texts.slice(0, 31);
    expect(splitTexts(few, [], seededRandom(3))).toEqual({ texts: few, prompts: [], heldOut: [] });
  });
});

describe("unigramLoss()", () => {
  test("is the surprise at tokens by their frequency", () => {
    const rows = [{ inputs: Int32Array.of(0, 0), targets: Int32Array.of(1, 2), weights: Float32Array.of(1, 0) }];
    // Token 1 is seen 3 times of 5, and each of the 4 tokens once more.
    expect(unigramLoss([Int32Array.of(1, 1, 1, 0, 2)], rows, 4)).toBeCloseTo(-Math.log(4 / 9), 10);
  });
});
