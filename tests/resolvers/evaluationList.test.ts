import { describe, expect, test } from "@jest/globals";

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
