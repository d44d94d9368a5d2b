import { connect } from "node:net";

import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { Redis } from "ioredis";

import { openTrainingQueue, type TrainingQueue } from "../../src/jobs/trainingQueue.js";
import type { TrainingWorker } from "../../src/jobs/trainingWorker.js";
import { Training } from "../../src/recommend/training.js";
import { silentLog } from "../harness/silentLog.js";
import { openTestPlatform, type TestPlatform } from "../recommend/testPlatform.js";
import { logWalks } from "./logWalks.js";
import { poll } from "./poll.js";
import { startTestWorker } from "./testWorker.js";

jest.setTimeout(120_000); // processes and databases take their time to start on a busy machine

const HOST = "127.0.0.1";
const PORT = 6379;
const URL = `redis://${HOST}:${PORT}/15`;

const isThere = await new Promise<boolean>((resolve) => {
  const socket = connect(PORT, HOST);
  socket.once("connect", () => {
    socket.destroy();
    resolve(true);
  });
  socket.once("error", () => {
    resolve(false);
  });
});
if (!isThere) process.stderr.write(`skipped: the queue on Redis, because none answers at ${HOST}:${PORT}\n`);

(isThere ? describe : describe.skip)("the queue on Redis", () => {
  let platform: TestPlatform;
  let queue: TrainingQueue;
  let worker: TrainingWorker;
  let training: Training;
  let namespace: string;

  beforeAll(async () => {
    platform = await openTestPlatform();
    await logWalks(platform, platform.space);
    const { runs, interactions, versions } = platform.repositories;
    namespace = `test-${platform.database.address.replace(/\W/g, "-")}`;
    const place = { databaseUrl: platform.database.url, redisUrl: URL, namespace };
    queue = await openTrainingQueue({ ...place, runs, log: silentLog, clock: Date.now });
    worker = await startTestWorker(platform, place);
    const { notifications } = platform;
    training = new Training({ runs, interactions, versions, queue, notifications, languageModel: "catalogue" });
  });

  afterAll(async () => {
    await worker.close();
    await queue.close();
    await platform.close();
    const redis = new Redis(URL);
    await redis.del(await redis.keys(`${namespace}:*`));
    await redis.quit();
  });

  const ended = (id: string) =>
    poll(async () => {
      const run = await training.find(platform.space, id);
      return run?.endedAt == null ? null : run;
    });

  test("carries a run to a worker, and its cancellation", async () => {
    const { id } = await training.start(platform.space, { model: "markov" });
    expect(await ended(id)).toMatchObject({ state: "SUCCEEDED", attempts: 1 });
    const long = await training.start(platform.space, { model: "markov", budgetSeconds: 600 });
    await poll(async () => (await training.find(platform.space, long.id))?.progress?.phase === "TRAINING");
    expect(await queue.standingOf(long)).toBe("LIVE");
    await training.cancel(platform.space, long.id);
    expect(await ended(long.id)).toMatchObject({ state: "CANCELLED" });
    expect(await queue.standingOf({ ...long, id: "never-queued" })).toBe("LOST");
  });
});

test("a queue whose Redis does not answer is refused in one clear line", async () => {
  const options = { databaseUrl: "", redisUrl: "redis://127.0.0.1:1", log: silentLog, clock: Date.now };
  await expect(openTrainingQueue({ ...options, runs: undefined as never })).rejects.toMatchObject({
    code: "DATABASE_UNREACHABLE",
    message: expect.stringMatching(/^Cannot reach the job queue: /) as unknown,
  });
});
