import { describe, expect, test } from "@jest/globals";

import { floorList } from "../../src/resolvers/floorList.js";
import { toSequenceAudit } from "../../src/resolvers/toSequenceAudit.js";
import { evaluationList } from "../../src/resolvers/evaluationList.js";

const metrics = { "HR@10": 0.4, "HR@20": 0.5, "NDCG@10": 0.2, "NDCG@20": 0.25 };
const told = { hitRateAt10: 0.4, hitRateAt20: 0.5, ndcgAt10: 0.2, ndcgAt20: 0.25 };

describe("evaluationList()", () => {
  test("tells both parts and both ways to rank", () => {
    const measured = { users: 943, full: metrics, sampled99: metrics };
    expect(evaluationList({ valid: measured, test: measured })).toEqual([
      { part: "VALIDATION", candidates: "FULL", users: 943, ...told },
      { part: "VALIDATION", candidates: "SAMPLED_99", users: 943, ...told },
      { part: "TEST", candidates: "FULL", users: 943, ...told },
      { part: "TEST", candidates: "SAMPLED_99", users: 943, ...told },
    ]);
  });

  test.each([
    {},
    null,
    "text",
    { valid: null, test: 3 },
    { test: { full: { ...metrics, "HR@10": null } } },
    { test: { full: { ...metrics, "NDCG@20": Infinity } } },
  ])("leaves out what a manifest does not say: %j", (raw) => {
    expect(evaluationList(raw)).toEqual([]);
  });
});

describe("floorList()", () => {
  test("tells the simpler models that were measured, and leaves out the rest", () => {
    const measured = { users: 943, full: metrics };
    expect(floorList({ valid: measured, popularity: { valid: measured }, markov: { valid: null } })).toEqual([
      { kind: "popularity", evaluations: [{ part: "VALIDATION", candidates: "FULL", users: 943, ...told }] },
    ]);
    for (const raw of [{}, null, { popularity: 3 }]) expect(floorList(raw)).toEqual([]);
  });
});

describe("toSequenceAudit()", () => {
  const measured = { users: 943, full: metrics };
  const row = { part: "TEST", candidates: "FULL", users: 943, ...told };

  test("tells ordered beside shuffled histories, and how far the user vectors moved", () => {
    const audit = { ordered: measured, shuffled: { ...measured, full: { ...metrics, "NDCG@10": 0.1 } }, cosine: 0.8 };
    const shuffled = [{ ...row, ndcgAt10: 0.1 }];
    expect(toSequenceAudit({ audit })).toEqual({ ordered: [row], shuffled, cosine: 0.8 });
    expect(toSequenceAudit({ audit: { ...audit, cosine: null } })).toEqual({ ordered: [row], shuffled, cosine: null });
  });

  test.each([{}, null, { audit: null }, { audit: { ordered: measured, shuffled: null } }, { audit: "text" }])(
    "is null where the card does not tell both: %j",
    (card) => {
      expect(toSequenceAudit(card)).toBeNull();
    },
  );
});
