import { describe, expect, test } from "@jest/globals";

import { optionList } from "../../src/resolvers/optionList.js";
import { toLlmSrec } from "../../src/resolvers/toLlmSrec.js";

const METRICS = { "HR@10": 0.4, "HR@20": 0.5, "NDCG@10": 0.2, "NDCG@20": 0.3 };
const measured = (ndcg: number) => ({ users: 9, full: { ...METRICS, "NDCG@10": ndcg }, sampled99: METRICS });

const CARD = {
  llmSrec: {
    config: { itemWidth: 64 },
    prompt: { window: 10, hasDates: true, hasTitles: false },
    softTokenScale: 1,
    teacherKind: "esasrec",
    languageModel: { name: "owner/small", layers: 4, allLayers: 30, isCatalogue: false },
    fusion: { languageModel: [0.5, 0.1, -0.1], teacher: [1, 0, 0], popularity: 0.2, popularityMean: 3 },
  },
  rows: {
    teacher: { ordered: measured(0.1), shuffled: measured(0.05) },
    llmSRec: { ordered: measured(0.11), shuffled: measured(0.06) },
    fused: { ordered: measured(0.12), shuffled: measured(0.07) },
  },
  cosine: { teacher: 0.9, llmSRec: 0.8 },
};

describe("toLlmSrec()", () => {
  test("shows the language model, what it reads, the fusion, and all three ways to rank", () => {
    const shown = toLlmSrec(CARD)!;
    expect(shown).toMatchObject({
      ...{ languageModel: "owner/small", isCatalogueModel: false, layers: 4, allLayers: 30, teacherKind: "esasrec" },
      ...{ window: 10, readsTitles: false, readsDates: true },
      fusion: { languageModel: [0.5, 0.1, -0.1], teacher: [1, 0, 0], popularity: 0.2 },
    });
    const full = shown.rankers.map(({ ranker, audit: { ordered, shuffled, cosine } }) => [
      ranker,
      ordered.find(({ candidates }) => candidates === "FULL")?.ndcgAt10,
      shuffled.find(({ candidates }) => candidates === "FULL")?.ndcgAt10,
      cosine,
    ]);
    expect(full).toEqual([
      ["CF_SREC", 0.1, 0.05, 0.9],
      ["LLM_SREC", 0.11, 0.06, 0.8],
      ["FUSED", 0.12, 0.07, null],
    ]);
  });

  test.each([
    undefined,
    null,
    {},
    { llmSrec: null },
    { llmSrec: { ...CARD.llmSrec, languageModel: { name: 7 } } },
    { llmSrec: { ...CARD.llmSrec, fusion: { languageModel: [1], teacher: [1, 0, 0], popularity: 0 } } },
    { llmSrec: { ...CARD.llmSrec, fusion: { languageModel: [1, 0, "x"], teacher: [1, 0, 0], popularity: 0 } } },
  ])("is null where the card cannot be read: %j", (card) => {
    expect(toLlmSrec(card)).toBeNull();
  });

  test("leaves out what was not measured", () => {
    const { teacher } = CARD.rows;
    expect(toLlmSrec({ ...CARD, rows: { teacher, fused: {} } })!.rankers.map(({ ranker }) => ranker)).toEqual([
      "CF_SREC",
    ]);
    expect(toLlmSrec({ llmSrec: CARD.llmSrec })!.rankers).toEqual([]);
  });
});

describe("optionList()", () => {
  test("lists the settings by name, their values as JSON", () => {
    expect(optionList({ options: { window: 10, kind: "mse", clip: null, readOut: { lastItem: true } } })).toEqual([
      { name: "clip", value: "null" },
      { name: "kind", value: '"mse"' },
      { name: "readOut", value: '{"lastItem":true}' },
      { name: "window", value: "10" },
    ]);
  });

  test.each([undefined, {}, { options: null }, { options: ["a"] }, { options: "x" }])(
    "is empty where the card holds none: %j",
    (card) => expect(optionList(card)).toEqual([]),
  );
});
