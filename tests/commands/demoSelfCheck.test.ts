import { describe, expect, test } from "@jest/globals";

import { demoModelScores } from "../../src/commands/demo/demoModelScores.js";
import { DEMO_SPACE } from "../../src/commands/demo/demoSpace.js";
import { heldOutNdcgAt10 } from "../../src/commands/demo/selfCheck.js";
import { selfCheckFaults, selfCheckReport, type SelfCheck } from "../../src/commands/demo/selfCheckReport.js";
import type { ModelVersion } from "../../src/store/modelVersionRepository.js";

const titles = (...ids: string[]) => ids.map((id) => ({ id, title: `Title of ${id}` }));
const ten = titles("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");

const FINE: SelfCheck = {
  answer: { userId: "ben", history: titles("x"), recommended: ten, ranker: "CF_SREC" },
  heldOutId: "b",
  click: {
    userId: "ada",
    clicked: { id: "a", title: "Title of a" },
    before: ten,
    after: ten.slice(1),
    loggedMs: 4.2,
    answeredMs: 11.7,
  },
  scores: { model: 0.6, shuffled: 0.3, markov: 0.12, popular: 0.03 },
  oracle: 0.8,
  apiNdcgAt10: 0.59,
  apiUsers: 300,
};

describe("selfCheckFaults()", () => {
  test("finds nothing where all is well", () => {
    expect(selfCheckFaults(FINE)).toEqual([]);
  });

  test.each<[string, Partial<SelfCheck>]>([
    ["recommended 9 items", { answer: { ...FINE.answer, recommended: ten.slice(1) } }],
    ["POPULAR", { answer: { ...FINE.answer, ranker: "POPULAR" } }],
    ["did not change", { click: { ...FINE.click, after: FINE.click.before, clicked: { id: "z", title: "" } } }],
    ["recommended again", { click: { ...FINE.click, after: ten.toReversed() } }],
    ["no better than popularity", { scores: { ...FINE.scores, popular: 0.2 } }],
    ["no better than a Markov chain", { scores: { ...FINE.scores, model: 0.1, shuffled: 0.01 } }],
    ["does not mind shuffled", { scores: { ...FINE.scores, shuffled: 0.59 } }],
    ["the API finds", { apiNdcgAt10: 0.1 }],
  ])("finds that %s", (fault, change) => {
    expect(selfCheckFaults({ ...FINE, ...change })).toEqual([expect.stringContaining(fault)]);
  });
});

describe("selfCheckReport()", () => {
  test("shows what a user got, what a click changed and when, and all scores", () => {
    const report = selfCheckReport(FINE);
    expect(report).toContain("  2  Title of b   <- what they did take next");
    expect(report).toContain("acknowledged after 4 ms, the changed answer was there after 12 ms");
    for (const score of ["0.800", "0.600", "0.300", "0.120", "0.030", "0.590"]) expect(report).toContain(score);
    expect(report).toMatch(/Self-check passed$/);
  });

  test("says what is wrong", () => {
    expect(selfCheckReport({ ...FINE, apiNdcgAt10: 0 })).toMatch(/Self-check FAILED: the API finds .*$/);
  });
});

describe("heldOutNdcgAt10()", () => {
  test("is the mean gain of the held-out items' places", async () => {
    const recommendations = { requestId: "r", ranker: "CF_SREC", edges: ten.map((node) => ({ node })) };
    const ask = <Data>() => Promise.resolve({ recommendations } as Data);
    const heldOut = new Map([
      ["first", "a"],
      ["third", "c"],
      ["nowhere", "z"],
    ]);
    expect(await heldOutNdcgAt10(ask, heldOut)).toBeCloseTo((1 + 0.5 + 0) / 3, 12); // float64
  });
});

describe("demoModelScores()", () => {
  const measured = (ndcg: number) => ({ users: 1, full: { "NDCG@10": ndcg } });
  const version = (kind: string, ndcg: number, card = {}): ModelVersion => ({
    ...{ id: kind, spaceId: DEMO_SPACE, runId: null, kind, checksum: "", createdAt: new Date(0), promotedAt: null },
    metrics: { test: measured(ndcg) },
    card,
  });
  const sasrec = version("sasrec", 0.6, { audit: { ordered: measured(0.6), shuffled: measured(0.3), cosine: 0.5 } });

  test("takes the newest version of each kind", () => {
    const versions = [sasrec, version("sasrec", 0.1), version("markov", 0.12), version("popular", 0.03)];
    expect(demoModelScores(versions)).toEqual({ model: 0.6, shuffled: 0.3, markov: 0.12, popular: 0.03 });
  });

  test("is null while a kind is missing or was not measured", () => {
    expect(demoModelScores([sasrec, version("markov", 0.12)])).toBeNull();
    expect(demoModelScores([version("sasrec", 0.6), version("markov", 0.12), version("popular", 0.03)])).toBeNull();
  });
});
