import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";

import type { TrainingQueue } from "../../src/jobs/trainingQueue.js";
import { Training } from "../../src/recommend/training.js";
import type { TrainingProgress, TrainingRun } from "../../src/store/trainingRun.js";
import { openTestPlatform, type TestPlatform } from "./testPlatform.js";

jest.setTimeout(120_000); // processes and databases take their time to start on a busy machine

let platform: TestPlatform;
let count = 0;

beforeAll(async () => {
  platform = await openTestPlatform();
});

afterAll(() => platform.close());

let space: TestPlatform["space"];

beforeEach(async () => {
  ({ id: space } = await platform.spaces.create(`space-${++count}`));
  await platform.catalogue.upsertItems(space, [{ id: "a", title: "A" }]);
  await platform.interactionLogger.log(space, [{ userId: "u", itemId: "a", type: "view" }]);
});

const progressAt = (fraction: number): TrainingProgress => ({
  ...{ phase: "TRAINING", epoch: 1, epochs: 2, loss: 0.5, metric: null, fraction, secondsLeft: 9 },
});

describe("Training", () => {
  test("queues a run with its options, and refuses a second one of the space", async () => {
    const { training, queue } = platform;
    const run = await training.start(space, { model: "popular", seed: 5 });
    expect(run).toMatchObject({ state: "QUEUED", options: { model: "popular", seed: 5, refit: true } });
    expect(await queue.standingOf(run)).toBe("LIVE");
    await expect(training.start(space)).rejects.toMatchObject({ code: "TRAINING_RUNNING" });
    expect((await training.page(space, { first: 10 })).edges.map(({ node }) => node.id)).toEqual([run.id]);
  });

  test("starts one run where many are asked for at once", async () => {
    const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => platform.training.start(space)));
    expect(attempts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const attempt of attempts)
      if (attempt.status === "rejected") expect(attempt.reason).toMatchObject({ code: "TRAINING_RUNNING" });
  });

  test("refuses bad options and an empty log, and makes no run of them", async () => {
    const { training, spaces } = platform;
    await expect(training.start(space, { model: "gru" })).rejects.toMatchObject({ code: "BAD_INPUT" });
    const { id: empty } = await spaces.create(`space-${++count}`);
    await expect(training.start(empty)).rejects.toMatchObject({ code: "NOTHING_TO_TRAIN" });
    for (const name of [space, empty]) expect((await training.page(name, { first: 1 })).edges).toEqual([]);
  });

  test("marks a run failed with the cause if it cannot be queued", async () => {
    const { repositories, notifications, queue } = platform;
    // The queue is outside of the process: this is one whose server went away.
    const lost: TrainingQueue = { ...queue, enqueue: () => Promise.reject(new Error("connection refused")) };
    const training = new Training({ ...repositories, queue: lost, notifications, languageModel: "catalogue" });
    await expect(training.start(space)).rejects.toThrow("connection refused");
    const { edges } = await training.page(space, { first: 1 });
    expect(edges[0]!.node).toMatchObject({
      state: "FAILED",
      error: "Cannot queue the run: the queue does not take it",
    });
  });

  test("cancels a queued run at once and takes it off the queue", async () => {
    const { training, queue } = platform;
    const run = await training.start(space);
    expect(await training.cancel(space, run.id)).toMatchObject({ state: "CANCELLED" });
    expect(await queue.standingOf(run)).toBe("LOST");
    await expect(training.cancel(space, run.id)).rejects.toMatchObject({ code: "RUN_ENDED" });
    for (const id of ["unknown", "\0", "'"])
      await expect(training.cancel(space, id)).rejects.toMatchObject({ code: "UNKNOWN_RUN" });
    await training.start(space);
  });

  test("tells a late follower the present state first, then every change to the end, whoever makes it", async () => {
    const { training, repositories } = platform;
    const { runs } = repositories;
    const run = await training.start(space);
    await runs.claim(run.id, "worker");
    await runs.progress(run.id, progressAt(0.25), "worker");
    const seen: TrainingRun[] = [];
    for await (const state of training.progress(space, run.id)) {
      seen.push(state);
      if (seen.length === 1) await runs.progress(run.id, progressAt(0.5), "worker");
      if (seen.length === 2) await runs.finish(run.id, { state: "FAILED", error: "Cannot go on" }, "worker");
    }
    expect(seen.map(({ state, progress }) => [state, progress?.fraction])).toEqual([
      ["RUNNING", 0.25],
      ["RUNNING", 0.5],
      ["FAILED", 0.5],
    ]);
    const after: TrainingRun[] = [];
    for await (const state of training.progress(space, run.id)) after.push(state);
    expect(after).toEqual([seen[2]]);
  });

  test("tells nothing of a run of another space", async () => {
    const { training, spaces } = platform;
    const run = await training.start(space);
    const { id: other } = await spaces.create(`space-${++count}`);
    expect(await training.find(other, run.id)).toBeNull();
    await expect(training.cancel(other, run.id)).rejects.toMatchObject({ code: "UNKNOWN_RUN" });
    await expect(training.progress(other, run.id).next()).rejects.toMatchObject({ code: "UNKNOWN_RUN" });
  });
});
