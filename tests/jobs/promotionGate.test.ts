import { describe, expect, test } from "@jest/globals";

import { promotionGate, type GateInput } from "../../src/jobs/promotionGate.js";

const metrics = (ndcg: number) => ({
  users: 9,
  full: { "NDCG@10": ndcg, "HR@10": 0.5 },
  sampled99: { "NDCG@10": 0.9 },
});
const good: GateInput = { model: "sasrec", valid: metrics(0.2), test: metrics(0.1), floor: metrics(0.1), force: false };

describe("promotionGate()", () => {
  test("lets a model pass that orders the validation items better than popularity", () => {
    expect(promotionGate(good)).toEqual({ passed: true, reason: null });
  });

  test("keeps back a model that is no better, and says both numbers", () => {
    const reason = "its validation NDCG@10 is 0.1000, popularity's is 0.1000";
    expect(promotionGate({ ...good, valid: metrics(0.1) })).toEqual({ passed: false, reason });
  });

  test("keeps back a model with any metric that is not finite", () => {
    for (const bad of [NaN, Infinity])
      expect(promotionGate({ ...good, test: metrics(bad) })).toMatchObject({ passed: false });
  });

  test("keeps back a model that could not be measured, but for popularity itself", () => {
    expect(promotionGate({ ...good, valid: null })).toMatchObject({ passed: false });
    expect(promotionGate({ ...good, floor: null })).toMatchObject({ passed: false });
    expect(promotionGate({ ...good, model: "popular", valid: null, floor: null })).toMatchObject({ passed: true });
  });

  test("lets anything pass that is forced", () => {
    expect(promotionGate({ ...good, valid: metrics(NaN), force: true })).toEqual({ passed: true, reason: null });
  });
});
