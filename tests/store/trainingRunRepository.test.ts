import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";

import { spaceId, type SpaceId } from "../../src/domain/spaceId.js";
import type { Database } from "../../src/store/database.js";
import { ModelVersionRepository } from "../../src/store/modelVersionRepository.js";
import { SpaceRepository } from "../../src/store/spaceRepository.js";
import type { TrainingProgress } from "../../src/store/trainingRun.js";
import { TrainingRunRepository } from "../../src/store/trainingRunRepository.js";
import { testDatabase } from "../harness/testDatabase.js";

const wanted = { kind: "CF_SREC", options: { recipe: "default", epochs: 3 } } as const;
const progress: TrainingProgress = {
  phase: "TRAINING",
  epoch: 1,
  epochs: 3,
  loss: 0.5,
  metric: null,
  fraction: 0.25,
  secondsLeft: 12,
};

describe("TrainingRunRepository", () => {
  let database: Database;
  let runs: TrainingRunRepository;
  let space: SpaceId;
  let spacesMade = 0;

  beforeAll(async () => {
    database = await testDatabase();
    runs = new TrainingRunRepository(database);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    space = spaceId(`space-${++spacesMade}`);
    await new SpaceRepository(database).create(space);
  });

  test("a run goes from queued through running to its end, and says so at every step", async () => {
    const run = await runs.create(space, wanted);
    expect(run).toMatchObject({ ...wanted, spaceId: space, state: "QUEUED", progress: null, attempts: 0 });
    await runs.setQueueJob(run.id, "job-1");
    expect(await runs.claim(run.id, "worker")).toMatchObject({ state: "RUNNING", attempts: 1, workerId: "worker" });
    expect(await runs.progress(run.id, progress, "worker")).toBe(true);
    const model = { id: `m-${run.id}`, runId: run.id, kind: "sasrec", checksum: "c", card: {}, metrics: {} };
    await new ModelVersionRepository(database).create(space, model);
    const end = await runs.finish(run.id, { state: "SUCCEEDED", modelVersionId: model.id }, "worker");
    expect(end).toMatchObject({ state: "SUCCEEDED", progress, modelVersionId: model.id, queueJobId: "job-1" });
    for (const time of [end?.createdAt, end?.startedAt, end?.heartbeatAt, end?.endedAt])
      expect(time).toBeInstanceOf(Date);
    expect(await runs.find(space, run.id)).toEqual(end);
  });

  test("create() refuses a second unfinished run of the space, whoever asks first, and not of another", async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => runs.create(space, wanted)));
    const [first] = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    const refusals = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as unknown] : []));
    expect(refusals).toHaveLength(7);
    for (const reason of refusals) expect(reason).toMatchObject({ code: "TRAINING_RUNNING" });
    await runs.claim(first?.id ?? "", "worker");
    await expect(runs.create(space, wanted)).rejects.toMatchObject({ code: "TRAINING_RUNNING" });
    const other = spaceId(`${space}-other`);
    await new SpaceRepository(database).create(other);
    await runs.create(other, wanted);
    await runs.finish(first?.id ?? "", { state: "FAILED", error: "out of luck" });
    expect((await runs.create(space, wanted)).state).toBe("QUEUED");
    await expect(runs.create(spaceId("nowhere"), wanted)).rejects.toMatchObject({ code: "UNKNOWN_SPACE" });
  });

  test("a worker that another one has taken over from can report no more", async () => {
    const { id } = await runs.create(space, wanted);
    await runs.claim(id, "old");
    expect(await runs.claim(id, "new")).toMatchObject({ attempts: 2, workerId: "new" });
    expect(await runs.progress(id, progress, "old")).toBe(false);
    expect(await runs.heartbeat(id, "old")).toBe(false);
    expect(await runs.finish(id, { state: "FAILED" }, "old")).toBeNull();
    expect(await runs.heartbeat(id, "new")).toBe(true);
    expect(await runs.finish(id, { state: "FAILED", error: "lost" })).toMatchObject({ state: "FAILED", error: "lost" });
    expect(await runs.claim(id, "late")).toBeNull();
    expect(await runs.progress(id, progress)).toBe(false);
    expect(await runs.finish(id, { state: "SUCCEEDED" })).toBeNull();
  });

  test("requestCancel() ends a queued run at once and asks the worker of a running one", async () => {
    const queued = await runs.create(space, wanted);
    expect(await runs.requestCancel(space, queued.id)).toMatchObject({ state: "CANCELLED", endedAt: expect.any(Date) });
    expect(await runs.claim(queued.id, "worker")).toBeNull();
    const running = await runs.create(space, wanted);
    await runs.claim(running.id, "worker");
    expect(await runs.isCancelRequested(running.id)).toBe(false);
    const asked = await runs.requestCancel(space, running.id);
    expect(asked).toMatchObject({ state: "RUNNING", cancelRequestedAt: expect.any(Date), endedAt: null });
    expect(await runs.requestCancel(space, running.id)).toEqual(asked);
    expect(await runs.isCancelRequested(running.id)).toBe(true);
    await runs.finish(running.id, { state: "CANCELLED" });
    await expect(runs.requestCancel(space, running.id)).rejects.toMatchObject({ code: "RUN_ENDED" });
    await expect(runs.requestCancel(space, "nothing")).rejects.toMatchObject({ code: "UNKNOWN_RUN" });
    await expect(runs.requestCancel(spaceId("nowhere"), running.id)).rejects.toMatchObject({ code: "UNKNOWN_RUN" });
  });

  test("a run that is gone with its space counts as cancelled", async () => {
    const { id } = await runs.create(space, wanted);
    await runs.claim(id, "worker");
    await new SpaceRepository(database).delete(space);
    expect(await runs.isCancelRequested(id)).toBe(true);
    expect(await runs.progress(id, progress, "worker")).toBe(false);
  });

  test("page() is newest first without gap or repeat, listUnfinished() is of all spaces", async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) {
      const { id } = await runs.create(space, wanted);
      ids.unshift(id);
      if (i < 4) await runs.finish(id, { state: "FAILED" });
    }
    const walked: string[] = [];
    let page = await runs.page(space, { first: 2 });
    while (page.length > 0) {
      walked.push(...page.map(({ id }) => id));
      page = await runs.page(space, { first: 2, after: page.at(-1)?.id });
    }
    const newestFirst = [...(await runs.page(space, { first: 9 }))].map(({ id, createdAt }) => ({ id, createdAt }));
    expect(walked).toEqual(newestFirst.map(({ id }) => id));
    expect([...walked].sort()).toEqual([...ids].sort());
    const times = newestFirst.map(({ createdAt }) => createdAt.getTime());
    expect(times).toEqual([...times].sort((x, y) => y - x));
    const unfinished = await runs.listUnfinished();
    expect(unfinished.filter((run) => run.spaceId === space).map(({ id }) => id)).toEqual([ids[0]]);
    expect(new Set(unfinished.map((run) => run.spaceId)).size).toBeGreaterThan(1);
  });
});
