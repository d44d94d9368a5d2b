import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";

import { startRunReconciler } from "../../src/jobs/runReconciler.js";
import type { TrainingRun } from "../../src/store/trainingRun.js";
import { silentLog } from "../harness/silentLog.js";
import { openTestPlatform, type TestPlatform } from "../recommend/testPlatform.js";
import { logWalks } from "./logWalks.js";
import { poll } from "./poll.js";
import { scriptCommand } from "./scriptCommand.js";

jest.setTimeout(120_000); // processes and databases take their time to start on a busy machine

let platform: TestPlatform;
const workers = new Set<ChildProcess>();

beforeAll(async () => {
  platform = await openTestPlatform();
  await logWalks(platform, platform.space);
});

afterAll(async () => {
  await Promise.all([...workers].map(killWorker));
  await platform.close();
});

function startWorker(): ChildProcess {
  const [command = "", ...args] = scriptCommand(new URL("./workerProcess.ts", import.meta.url));
  const worker = spawn(command, [...args, platform.database.url, platform.home], { stdio: "ignore" });
  workers.add(worker);
  return worker;
}

async function killWorker(worker: ChildProcess): Promise<void> {
  workers.delete(worker);
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const gone = once(worker, "exit");
  worker.kill("SIGKILL");
  await gone;
}

const find = ({ id }: TrainingRun) => platform.repositories.runs.find(platform.space, id);
const until = (run: TrainingRun, holds: (run: TrainingRun) => boolean) =>
  poll(async () => {
    const now = await find(run);
    return now !== null && holds(now) && now;
  });
const atWork = (run: TrainingRun, attempts: number) =>
  until(run, (now) => now.attempts === attempts && now.progress?.phase === "TRAINING");

/** Starts a reconciler that does not wait to be sure, as one beside a server does. */
function startReconciler() {
  const { queue, artifacts } = platform;
  const { runs, versions } = platform.repositories;
  const timing = { silentMs: 0, lookEveryMs: 50, clock: Date.now };
  return startRunReconciler({ runs, versions, artifacts, queue, ...timing, log: silentLog });
}

describe("a training run", () => {
  test("dies with its killed worker, and is tried again by the next one", async () => {
    const { training, space, home } = platform;
    const first = startWorker();
    const run = await training.start(space, { model: "markov", budgetSeconds: 3 });
    await atWork(run, 1);
    const log = await readFile(join(home, "logs", `${run.id}.log`), "utf8");
    const pid = Number(/^pid (\d+)$/m.exec(log)?.[1]);
    await killWorker(first);
    await poll(() => Promise.resolve(!isAlive(pid)));
    expect(await find(run)).toMatchObject({ state: "RUNNING", attempts: 1 });

    const second = startWorker();
    expect(await until(run, ({ endedAt }) => endedAt !== null)).toMatchObject({ state: "SUCCEEDED", attempts: 2 });
    await killWorker(second);
  });

  test("goes on while the database cuts all connections, and ends well", async () => {
    const { training, space, database } = platform;
    const worker = startWorker();
    const run = await training.start(space, { model: "markov", budgetSeconds: 3 });
    await atWork(run, 1);
    for (let cut = 0; cut < 3; cut++)
      await database.pool.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
      );
    expect(await until(run, ({ endedAt }) => endedAt !== null)).toMatchObject({ state: "SUCCEEDED", attempts: 1 });
    const next = await training.start(space, { model: "popular" });
    expect(await until(next, ({ endedAt }) => endedAt !== null)).toMatchObject({ state: "SUCCEEDED" });
    await killWorker(worker);
  });

  test("is found if it never reached the queue, and is worked on", async () => {
    const { repositories, space } = platform;
    const options = { kind: "CF_SREC", model: "popular" } as const;
    const run = await repositories.runs.create(space, { kind: "CF_SREC", options });
    const reconciler = startReconciler();
    const worker = startWorker();
    expect(await until(run, ({ endedAt }) => endedAt !== null)).toMatchObject({ state: "SUCCEEDED" });
    await reconciler.close();
    await killWorker(worker);
  });

  test("is marked failed with the cause once the queue has lost it for the third time", async () => {
    const { repositories, training, database, space } = platform;
    const run = await training.start(space);
    for (const worker of ["a", "b", "c"]) await repositories.runs.claim(run.id, worker);
    await database.pool.query("delete from bullmq.job");
    const reconciler = startReconciler();
    expect(await until(run, ({ endedAt }) => endedAt !== null)).toMatchObject({
      state: "FAILED",
      error: "The queue lost the job of this run, and 3 attempts at it came to no end",
    });
    await reconciler.close();
  });

  test("ends cancelled though its worker is gone", async () => {
    const { repositories, training, space } = platform;
    const run = await training.start(space);
    await repositories.runs.claim(run.id, "gone");
    await training.cancel(space, run.id);
    const reconciler = startReconciler();
    expect(await until(run, ({ endedAt }) => endedAt !== null)).toMatchObject({ state: "CANCELLED", error: null });
    await reconciler.close();
  });

  test("is left alone by the reconciler while its job waits or its worker lives", async () => {
    const { training, space } = platform;
    const run = await training.start(space, { model: "markov", budgetSeconds: 600 });
    const reconciler = startReconciler();
    const worker = startWorker();
    await atWork(run, 1);
    const { heartbeatAt } = (await find(run))!;
    await until(run, (now) => now.heartbeatAt! > heartbeatAt!);
    expect(await find(run)).toMatchObject({ state: "RUNNING", attempts: 1 });
    await training.cancel(space, run.id);
    expect(await until(run, ({ endedAt }) => endedAt !== null)).toMatchObject({ state: "CANCELLED" });
    await reconciler.close();
    await killWorker(worker);
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
