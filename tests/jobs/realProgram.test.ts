import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";

import { startTrainingWorker, type TrainingWorker } from "../../src/jobs/trainingWorker.js";
import { silentLog } from "../harness/silentLog.js";
import { openTestPlatform, type TestPlatform } from "../recommend/testPlatform.js";
import { logWalks } from "./logWalks.js";
import { poll } from "./poll.js";
import { scriptCommand } from "./scriptCommand.js";

jest.setTimeout(120_000); // processes and databases take their time to start on a busy machine

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
});
