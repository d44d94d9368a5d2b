import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";

import type { InferenceModel, RankRequest } from "../../src/ml/index.js";
import { fillPage } from "../../src/recommend/fillPage.js";
import type { ModelLease } from "../../src/recommend/modelLease.js";
import { LLM_SREC_ITEMS, publishLlmSrec } from "./llmSrecVersion.js";
import { openTestPlatform, type TestPlatform } from "./testPlatform.js";

jest.setTimeout(120_000); // processes and databases take their time to start on a busy machine

const PATIENT_MS = 60_000;
const [A = "", B = "", C = ""] = LLM_SREC_ITEMS;
const ASK = { exclude: [], ranker: "llm-srec", latencyBudgetMs: PATIENT_MS } as const;
const subjectOf = (version: number) => ({ key: "user", historyVersion: String(version) });

let platform: TestPlatform;
let lease: ModelLease | undefined;

beforeAll(async () => {
  platform = await openTestPlatform();
  await platform.catalogue.upsertItems(
    platform.space,
    LLM_SREC_ITEMS.map((id) => ({ id, title: `Title of ${id}` })),
  );
  await publishLlmSrec(platform, "reader");
});
afterAll(async () => {
  lease?.release();
  await platform.close();
});

test("fillPage() fills a page by the vector that it began with, also where that is kept no longer", async () => {
  const { modelServer, catalogue, repositories, space } = platform;
  lease = await modelServer.leaseOf(space, "reader");
  const { model } = lease;
  const before = await model.rank({ ...ASK, history: [A], subject: subjectOf(1), limit: LLM_SREC_ITEMS.length });
  const [first = "", ...others] = before.items.map(({ itemId }) => itemId);
  await catalogue.upsertItems(space, [{ id: first, title: "Hidden", hidden: true }]); // which the model does not know yet

  const rounds: RankRequest[] = [];
  const rank = async (request: RankRequest) => {
    rounds.push(request);
    // Before the second round the user does so much that the first vector is kept no longer.
    for (let version = 3; rounds.length === 2 && version <= 6; version++)
      await model.rank({ ...ASK, history: [B, C], subject: subjectOf(version), limit: 1 });
    return model.rank(request);
  };
  const request = { ...ASK, history: [B], subject: subjectOf(2), latencyBudgetMs: 0 };
  const filled = await fillPage({
    ...{ space, items: repositories.items, request, wanted: 5, shown: null },
    model: Object.assign(Object.create(model) as InferenceModel, { rank }),
  });
  expect(rounds).toHaveLength(2);
  expect(filled.ranking).toMatchObject({ freshness: "LLM_STALE", languageVersion: "1" });
  expect(filled.found.map(({ item }) => item.id)).toEqual(others.slice(0, 5));
});
