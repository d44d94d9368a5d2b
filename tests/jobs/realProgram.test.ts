import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";

import { startTrainingWorker, type TrainingWorker } from "../../src/jobs/trainingWorker.js";
import { silentLog } from "../harness/silentLog.js";
import { openTestPlatform, type TestPlatform } from "../recommend/testPlatform.js";
import { logWalks } from "./logWalks.js";
import { poll } from "./poll.js";
import { scriptCommand } from "./scriptCommand.js";
import { testHub } from "./testHub.js";

jest.setTimeout(120_000); // processes and databases take their time to start on a busy machine

/** A language model of two layers. */
const GGUF = new URL("../ml/llm/fixtures/llama.Q4_0.gguf", import.meta.url);

let platform: TestPlatform;
let worker: TrainingWorker;

beforeAll(async () => {
  platform = await openTestPlatform();
  await logWalks(platform, platform.space);
  const { repositories, artifacts, home, database } = platform;
  worker = await startTrainingWorker({
    ...repositories,
    artifacts,
    home,
    databaseUrl: database.url,
    lockMs: 10_000,
    languageModel: "catalogue",
    hub: testHub(home),
    program: scriptCommand(new URL("../../src/main.ts", import.meta.url)),
    workerId: randomUUID(),
    clock: Date.now,
    log: silentLog,
  });
});

afterAll(async () => {
  await worker.close();
  await platform.close();
});

describe("a worker with the real program", () => {
  test("trains SASRec from the log, promotes it, and the next answer comes from it", async () => {
    const { training, models, recommender, space } = platform;
    const { id } = await training.start(space, { model: "sasrec", epochs: 40, promote: true });
    const run = await poll(async () => {
      const now = await training.find(space, id);
      return now?.endedAt == null ? null : now;
    });
    expect(run).toMatchObject({ state: "SUCCEEDED", error: null });
    const version = await models.find(space, id);
    expect(version).toMatchObject({
      kind: "sasrec",
      card: {
        ...{ recipe: "default", refitted: true, gate: { passed: true } },
        data: { cutOff: expect.stringMatching(/^\d{4}-.*Z$/) as unknown },
      },
    });
    const page = await poll(async () => {
      const answer = await recommender.recommend(space, { history: ["item-3", "item-4"] }, { first: 3 });
      return answer.modelVersionId === id && answer;
    });
    expect(page.edges.map(({ itemId }) => itemId)).toContain("item-5");
  });

  test("trains a teacher and a model with a language model in one run, and the card tells of both", async () => {
    const { training, models, space } = platform;
    const llm = { languageModel: fileURLToPath(GGUF), layers: 2, prompt: "compact", distillationWeight: 0.5 };
    const { id } = await training.start(space, { kind: "FULL", epochs: 20, budgetSeconds: 3, seed: 5, llm });
    const fractions: number[] = [];
    const run = await poll(async () => {
      const now = await training.find(space, id);
      if (now?.progress) fractions.push(now.progress.fraction);
      return now?.endedAt == null ? null : now;
    });
    expect(run).toMatchObject({ state: "SUCCEEDED", error: null, kind: "FULL" });
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    const version = (await models.find(space, id))!;
    const row = { full: expect.any(Object) as unknown, sampled99: expect.any(Object) as unknown };
    const rows = { ordered: row, shuffled: row };
    expect(version).toMatchObject({
      kind: "llm-srec",
      card: {
        ...{ recipe: "default", seed: 5, refitted: false, encoder: { width: 64 } },
        llmSrec: {
          languageModel: { name: "llama.Q4_0.gguf", layers: 2, allLayers: 2, isCatalogue: false },
          teacherKind: "sasrec",
          fusion: { popularity: expect.any(Number) as unknown },
        },
        options: { prompt: "compact", distillationWeight: 0.5 },
        teacher: { modelVersionId: null, kind: "sasrec", checksum: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown },
        rows: { teacher: rows, llmSRec: rows, fused: rows },
        cosine: { teacher: expect.any(Number) as unknown, llmSRec: expect.any(Number) as unknown },
        ...{ seconds: expect.any(Number) as unknown, peakMemoryMb: expect.any(Number) as unknown },
        gate: { passed: expect.any(Boolean) as unknown },
      },
      metrics: { valid: row, test: row, popularity: { valid: row } },
    });
    const { teacher, data } = version.card as { teacher: { dataHash: string }; data: { hash: string } };
    expect(teacher.dataHash).toBe(data.hash);
  });
});
