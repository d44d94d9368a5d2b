import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";

import type { TrainingWorker } from "../../src/jobs/trainingWorker.js";
import type { TrainingRun } from "../../src/store/trainingRun.js";
import { openTestPlatform, type TestPlatform } from "../recommend/testPlatform.js";
import { logWalks } from "./logWalks.js";
import { poll } from "./poll.js";
import { startTestWorker } from "./testWorker.js";

jest.setTimeout(120_000); // processes and databases take their time to start on a busy machine

let platform: TestPlatform;
let worker: TrainingWorker;

beforeAll(async () => {
  platform = await openTestPlatform();
  await logWalks(platform, platform.space);
  worker = await startTestWorker(platform);
});

afterAll(async () => {
  await worker.close();
  await platform.close();
});

function ended({ id }: TrainingRun): Promise<TrainingRun> {
  return poll(async () => {
    const run = await platform.training.find(platform.space, id);
    return run?.endedAt == null ? null : run;
  });
}

const atWork = ({ id }: TrainingRun) =>
  poll(async () => (await platform.training.find(platform.space, id))?.progress?.phase === "TRAINING");

describe("a training worker", () => {
  test("makes a model version of a run, and serves it if the gate lets it through", async () => {
    const { training, models, recommender, space, home, repositories } = platform;
    const run = await ended(await training.start(space, { model: "markov", promote: true }));
    expect(run).toMatchObject({ state: "SUCCEEDED", error: null, attempts: 1, modelVersionId: run.id });
    expect(run.progress).toMatchObject({ phase: "DONE", fraction: 1, secondsLeft: null });
    const version = await models.find(space, run.id);
    expect(version).toMatchObject({
      kind: "markov",
      runId: run.id,
      card: {
        ...{ refitted: true, gate: { passed: true }, snapshot: { interactions: 120 } },
        data: { users: 20, items: 20, cutOff: expect.stringMatching(/^\d{4}-.*Z$/) as unknown },
      },
      metrics: { valid: { full: { "NDCG@10": 1 } }, popularity: { valid: { users: 20 } } },
    });
    expect((await repositories.spaces.find(space))?.servedModelVersionId).toBe(run.id);
    const page = await poll(async () => {
      const answer = await recommender.recommend(space, { history: ["item-3"] }, { first: 1 });
      return answer.modelVersionId === run.id && answer;
    });
    expect(page.edges[0]!.itemId).toBe("item-4");
    expect(await readdir(join(home, "work"))).toEqual([]);
    expect(await readFile(join(home, "logs", `${run.id}.log`), "utf8")).toContain("EVALUATING");
    // No user's id in what is kept and served: only the snapshot has them.
    const folder = await platform.artifacts.open(space, run.id, version!.checksum);
    for (const name of await readdir(folder))
      expect(await readFile(join(folder, name), "latin1")).not.toContain("user-1");
  });

  test("leaves a model unpromoted that is no better than popularity, unless it is forced", async () => {
    const { training, space, repositories, spaces, catalogue, interactionLogger } = platform;
    const { id: plain } = await spaces.create("plain");
    await catalogue.upsertItems(
      plain,
      [1, 2, 3].map((n) => ({ id: `i${n}`, title: `${n}` })),
    );
    // Everybody goes back and forth: the most popular item is as good a guess as any.
    for (const userId of ["a", "b"])
      await interactionLogger.log(
        plain,
        ["i1", "i2", "i3"].map((itemId, n) => ({ userId, itemId, type: "view", occurredAt: new Date(1000 * n) })),
      );
    const start = (force: boolean) => training.start(plain, { model: "markov", promote: true, force });
    const find = (id: string) =>
      poll(async () => {
        const run = await training.find(plain, id);
        return run?.endedAt == null ? null : run;
      });
    const run = await find((await start(false)).id);
    expect(run.state).toBe("SUCCEEDED");
    expect((await repositories.versions.find(plain, run.id))?.card.gate).toMatchObject({
      passed: false,
      reason: expect.stringContaining("popularity's is") as unknown,
    });
    expect((await repositories.spaces.find(plain))?.servedModelVersionId).toBeNull();
    const forced = await find((await start(true)).id);
    expect((await repositories.spaces.find(plain))?.servedModelVersionId).toBe(forced.id);
    expect(await training.find(space, forced.id)).toBeNull();
  });

  test("refuses a second run of a space, and cancels the first within its training", async () => {
    const { training, space, home } = platform;
    const run = await training.start(space, { model: "markov", budgetSeconds: 600 });
    await atWork(run);
    await expect(training.start(space)).rejects.toMatchObject({ code: "TRAINING_RUNNING" });
    const asked = await training.cancel(space, run.id);
    expect(asked.cancelRequestedAt).not.toBeNull();
    expect(await ended(run)).toMatchObject({ state: "CANCELLED", error: null, modelVersionId: null });
    const [, pid = ""] = /^pid (\d+)$/m.exec(await readFile(join(home, "logs", `${run.id}.log`), "utf8")) ?? [];
    expect(() => process.kill(Number(pid), 0)).toThrow("ESRCH");
    await expect(training.cancel(space, run.id)).rejects.toMatchObject({ code: "RUN_ENDED" });
    expect(await readdir(join(home, "work"))).toEqual([]);
  });

  test("fails with the last line of the training process, at once", async () => {
    const { training, space, home } = platform;
    const run = await ended(await training.start(space, { seed: 13 }));
    expect(run).toMatchObject({ state: "FAILED", error: "Cannot train: thirteen is no seed", attempts: 1 });
    expect(await readFile(join(home, "logs", `${run.id}.log`), "utf8")).toContain("a warning first\n");
  });

  test("tells faults of the installation and bugs in general words, and the whole in the log", async () => {
    const { training, space, home } = platform;
    for (const [seed, error] of [
      [16, "Cannot train: A model artifact is incomplete, altered or of an unknown format"],
      [17, "Cannot train: the training process failed, and its log says why"],
    ] as const) {
      const run = await ended(await training.start(space, { seed }));
      expect(run).toMatchObject({ state: "FAILED", error, attempts: 1 });
      expect(await readFile(join(home, "logs", `${run.id}.log`), "utf8")).toContain('"/srv/home/');
    }
  });

  test("tries three times if the training process is killed", async () => {
    const { training, space } = platform;
    const run = await ended(await training.start(space, { seed: 14 }));
    expect(run).toMatchObject({ state: "FAILED", attempts: 3 });
    expect(run.error).toBe(
      "Cannot train: the training process was ended by SIGKILL, as the system does when memory runs out",
    );
  });

  test("tries three times if the training process is interrupted and nobody cancelled the run", async () => {
    const { training, space } = platform;
    const run = await ended(await training.start(space, { seed: 15 }));
    expect(run).toMatchObject({ state: "FAILED", attempts: 3 });
    expect(run.error).toMatch(/^Cannot train: the training process was interrupted by SIGINT or SIGTERM/);
  });

  test("gives its run back when it closes, and the next worker takes it from the start", async () => {
    const { training, space } = platform;
    const run = await training.start(space, { model: "markov", budgetSeconds: 600 });
    await atWork(run);
    await worker.close();
    expect(await training.find(space, run.id)).toMatchObject({ state: "RUNNING", attempts: 1 });
    worker = await startTestWorker(platform);
    await poll(async () => (await training.find(space, run.id))?.attempts === 2);
    await training.cancel(space, run.id);
    expect(await ended(run)).toMatchObject({ state: "CANCELLED" });
  });

  test("takes a new snapshot if a user is deleted while it trains, and the user is not in it", async () => {
    const { training, users, space, home } = platform;
    const run = await training.start(space, { model: "markov", budgetSeconds: 2 });
    await atWork(run);
    const log = join(home, "snapshots", space, run.id, "interactions.csv");
    expect(await readFile(log, "utf8")).toContain("user-7,");
    await users.delete(space, "user-7");
    expect(existsSync(log)).toBe(false);
    expect(await ended(run)).toMatchObject({ state: "SUCCEEDED", attempts: 2 });
    const again = await readFile(log, "utf8");
    expect(again).toContain("user-8,");
    expect(again).not.toContain("user-7,");
  });
});
