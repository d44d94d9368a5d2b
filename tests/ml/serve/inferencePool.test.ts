import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";

import type { Logger } from "../../../src/domain/logger.js";
import { writeArtifact } from "../../../src/ml/artifact/writeArtifact.js";
import type { CatalogueEntry } from "../../../src/ml/serve/catalogueEntry.js";
import type { InferenceModel } from "../../../src/ml/serve/inferenceModel.js";
import type { InferencePool, InferencePoolOptions } from "../../../src/ml/serve/inferencePool.js";
import type { InferenceSource } from "../../../src/ml/serve/inferenceSource.js";
import { openInferencePool } from "../../../src/ml/serve/openInferencePool.js";
import type { Ranking } from "../../../src/ml/serve/ranking.js";
import type { RankRequest } from "../../../src/ml/serve/rankRequest.js";
import { someArtifact } from "../artifact/someArtifact.js";
import { temporaryFolder } from "../artifact/temporaryFolder.js";
import { isRunning } from "./isRunning.js";
import { until } from "./until.js";

// Every test starts processes, each from TypeScript sources; on a busy machine that takes seconds.
jest.setTimeout(120_000);

const ITEMS = ["a", "b", "c", "d"];
/** After a comes b, after b comes c; d is the most popular. */
const SEQUENCES = [
  [1, 2, 3],
  [1, 2, 3],
  [4, 4, 4],
  [4, 4],
];
const ASK: RankRequest = { history: ["a"], exclude: [], limit: 2 };

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let pools: InferencePool[] = [];
let warnings: string[] = [];

const ignore = () => undefined;
const log: Logger = { debug: ignore, info: ignore, warn: (_, message) => warnings.push(message), error: ignore };

beforeEach(async () => {
  temporary = await temporaryFolder();
  warnings = [];
});
afterEach(async () => {
  await Promise.all(pools.map((pool) => pool.close()));
  pools = [];
  await temporary.remove();
});

function poolOf(options: Partial<InferencePoolOptions> = {}): InferencePool {
  const pool = openInferencePool({ memoryMb: 4096, threads: 1, log, ...options });
  pools.push(pool);
  return pool;
}

/** A stored Markov chain. */
async function markov(name: string, sequences = SEQUENCES): Promise<InferenceSource> {
  const artifactFolder = join(temporary.path, name);
  const checksum = await writeArtifact(artifactFolder, someArtifact("markov", ITEMS, sequences));
  return { key: `space/${name}`, artifactFolder, checksum };
}

const NO_MODEL: InferenceSource = { key: "space/none", artifactFolder: null, checksum: null };

function entriesOf(ids: readonly string[], options: Partial<CatalogueEntry> = {}): CatalogueEntry[] {
  return ids.map((id) => ({
    id,
    title: "",
    categories: [],
    recommendable: true,
    createdAtMs: 0,
    popularity: 0,
    ...options,
  }));
}

async function* inBatches(...batches: (readonly CatalogueEntry[])[]): AsyncGenerator<readonly CatalogueEntry[]> {
  for (const batch of batches) yield await Promise.resolve(batch);
}

async function openWithCatalogue(pool: InferencePool, source: InferenceSource): Promise<InferenceModel> {
  const model = await pool.open(source);
  await model.updateCatalogue(entriesOf(ITEMS), 1n);
  return model;
}

const ids = ({ items }: Ranking): string[] => items.map(({ itemId }) => itemId);

/** Starts another call whenever one is answered, until told to stop. */
function load(rank: () => Promise<Ranking>, lanes = 4) {
  let isWanted = true;
  const answers: string[] = [];
  const work = Array.from({ length: lanes }, async () => {
    while (isWanted) answers.push(ids(await rank()).join());
  });
  return {
    answers,
    stop: async () => {
      isWanted = false;
      await Promise.all(work);
      return answers;
    },
  };
}

describe("InferencePool", () => {
  test("ranks in another process with a stored model", async () => {
    const model = await openWithCatalogue(poolOf(), await markov("v1"));
    expect(model.pid).not.toBe(process.pid);
    const ranking = await model.rank(ASK);
    expect(ids(ranking)).toEqual(["b", "d"]);
    expect(ranking).toMatchObject({ scoredBy: "markov", ranker: "markov", freshness: null, fallback: false });
    expect(ids(await model.rank({ ...ASK, after: ranking.items[1]!.position, limit: 9 }))).toEqual(["a", "c"]);
    expect(ids(await model.rank({ ...ASK, history: [] }))).toEqual(["d", "a"]);
  });

  test("ranks by the catalogue's popularity without a model", async () => {
    const model = await poolOf().open(NO_MODEL);
    expect(ids(await model.rank(ASK))).toEqual([]);
    await model.updateCatalogue([...entriesOf(["x"]), ...entriesOf(["y"], { popularity: 4 })], 1n);
    expect(ids(await model.rank(ASK))).toEqual(["y", "x"]);
  });

  test("gives all who open a key the same model and process", async () => {
    const pool = poolOf();
    const source = await markov("v1");
    const [one, two] = await Promise.all([pool.open(source), pool.open(source)]);
    expect(one).toBe(two);
    expect(await pool.open(source)).toBe(one);
  });

  test("says what is wrong with an artifact, and opens it once it is right", async () => {
    const pool = poolOf();
    const source = await markov("v1");
    await expect(pool.open({ ...source, checksum: "0".repeat(64) })).rejects.toMatchObject({
      code: "ARTIFACT_CORRUPT",
    });
    await writeFile(join(source.artifactFolder!, "popularity.f32"), "short");
    await expect(pool.open(source)).rejects.toMatchObject({
      name: "DomainError",
      code: "ARTIFACT_CORRUPT",
      message: `Cannot open artifact "${source.artifactFolder!}": popularity.f32 has 5 bytes, 20 are wanted`,
    });
    await rm(source.artifactFolder!, { recursive: true });
    await expect(pool.open(source)).rejects.toMatchObject({ code: "UNKNOWN_ARTIFACT" });
    await markov("v1");
    expect((await pool.open(source)).pid).not.toBeNull();
  });

  test("answers every call although the process is killed under load, catalogue included", async () => {
    const model = await openWithCatalogue(poolOf(), await markov("v1"));
    await model.updateCatalogue(entriesOf(["d"], { recommendable: false }), 2n);
    const calls = load(() => model.rank(ASK));
    for (let kill = 0; kill < 3; kill++) {
      const [pid, answered] = [model.pid, calls.answers.length];
      await until(() => calls.answers.length > answered + 5, "answers before the kill");
      process.kill(pid!, "SIGKILL");
      await until(() => model.pid !== null && model.pid !== pid, "another process");
    }
    expect(new Set(await calls.stop())).toEqual(new Set(["b,a"]));
    expect(model.catalogueVersion).toBe(2n);
    expect(warnings).toHaveLength(3);
  });

  test("starts another process for the next call after one was killed while idle", async () => {
    const model = await openWithCatalogue(poolOf(), await markov("v1"));
    const pid = model.pid!;
    process.kill(pid, "SIGKILL");
    await until(() => model.pid === null, "the end of the process");
    await model.updateCatalogue(entriesOf(["b"], { recommendable: false }), 2n);
    expect(ids(await model.rank(ASK))).toEqual(["d", "a"]);
  });

  test("swaps two versions under load without losing a call, and ends the old process", async () => {
    const pool = poolOf();
    const old = await openWithCatalogue(pool, await markov("v1"));
    let serving = old;
    const calls = load(() => serving.rank(ASK), 8);
    await until(() => calls.answers.length > 20, "answers of the old version");
    const other = await openWithCatalogue(pool, await markov("v2", [[1, 3], [1, 3], [2]]));
    const oldPid = old.pid!;
    serving = other;
    await old.close();
    expect(isRunning(oldPid)).toBe(false);
    const answered = calls.answers.length;
    await until(() => calls.answers.length > answered + 20, "answers of the new version");
    expect(new Set(await calls.stop())).toEqual(new Set(["b,d", "c,a"]));
    // Whoever still holds the old one is answered too, by a process for this call alone.
    expect(ids(await old.rank(ASK))).toEqual(["b", "d"]);
    await until(() => old.pid === null, "the end of the process of the late call");
  });

  test("ends the least recently used process to stay within its memory, and starts it again when it is asked", async () => {
    // Not even one process fits, and one may always run.
    const pool = poolOf({ memoryMb: 1 });
    const [one, two] = [
      await openWithCatalogue(pool, await markov("v1")),
      await openWithCatalogue(pool, await markov("v2")),
    ];
    expect([one.pid === null, two.pid === null]).toEqual([true, false]);
    expect(ids(await one.rank(ASK))).toEqual(["b", "d"]);
    expect([one.pid === null, two.pid === null]).toEqual([false, true]);
    const answers = await Promise.all(Array.from({ length: 6 }, (_, index) => (index % 2 === 0 ? one : two).rank(ASK)));
    expect(answers.map(ids)).toEqual(new Array(6).fill(["b", "d"]));
  });

  test("keeps all processes that fit", async () => {
    const pool = poolOf();
    const models = [
      await pool.open(await markov("v1")),
      await pool.open(await markov("v2")),
      await pool.open(NO_MODEL),
    ];
    expect(models.every(({ pid }) => pid !== null && isRunning(pid))).toBe(true);
  });

  test("refuses calls beyond its bound, and answers the others", async () => {
    const model = await openWithCatalogue(poolOf({ mostPendingCalls: 3 }), await markov("v1"));
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => model.rank(ASK)));
    expect(results.map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "fulfilled",
      "rejected",
      "rejected",
    ]);
    expect(results[4]).toMatchObject({ reason: { name: "DomainError", code: "TOO_BUSY" } });
    expect(ids(await model.rank(ASK))).toEqual(["b", "d"]);
  });

  test("replaces a catalogue at once, and keeps the old one if its source fails", async () => {
    const model = await openWithCatalogue(poolOf(), await markov("v1"));
    await model.updateCatalogue(inBatches(entriesOf(["a"]), entriesOf(["c"])), 5n, { reset: true });
    expect(ids(await model.rank(ASK))).toEqual(["a", "c"]);
    async function* failing(): AsyncGenerator<readonly CatalogueEntry[]> {
      yield* inBatches(entriesOf(["d"]));
      throw new Error("the database is gone");
    }
    await expect(model.updateCatalogue(failing(), 6n, { reset: true })).rejects.toThrow("the database is gone");
    expect(model.catalogueVersion).toBe(5n);
    expect(ids(await model.rank(ASK))).toEqual(["a", "c"]);
    await model.updateCatalogue(entriesOf(["b"]), 7n);
    expect(ids(await model.rank(ASK))).toEqual(["b", "a"]);
    process.kill(model.pid!, "SIGKILL");
    expect(ids(await model.rank({ ...ASK, limit: 9 }))).toEqual(["b", "a", "c"]);
  });

  test("takes histories and exclusions of ten thousand items, and passes faults of a request on", async () => {
    const model = await openWithCatalogue(poolOf(), await markov("v1"));
    const many = Array.from({ length: 10_000 }, (_, index) => (index % 2 === 0 ? "a" : `unknown${index}`));
    expect(ids(await model.rank({ ...ASK, history: [...many, "b"], exclude: ["d", ...many] }))).toEqual(["c", "b"]);
    await expect(model.rank({ ...ASK, history: null } as unknown as RankRequest)).rejects.toThrow();
    expect(ids(await model.rank(ASK))).toEqual(["b", "d"]);
  });

  test("fails with what happened when the program does not start", async () => {
    const pool = poolOf({ childCommand: [join(temporary.path, "nothing")] });
    await expect(pool.open(NO_MODEL)).rejects.toThrow(
      "Cannot get an answer from an inference process: it did not start",
    );
    const ends = poolOf({ childCommand: [process.execPath, "--eval", "process.exit(3)"] });
    await expect(ends.open(NO_MODEL)).rejects.toThrow("exit code 3");
  });

  test("ends all processes when it is closed, once their calls are answered, and starts no more", async () => {
    const pool = poolOf();
    const model = await openWithCatalogue(pool, await markov("v1"));
    const pid = model.pid!;
    const calls = Promise.all(Array.from({ length: 20 }, () => model.rank(ASK)));
    await new Promise(setImmediate); // The calls are on their way
    await pool.close();
    expect((await calls).map(ids)).toEqual(new Array(20).fill(["b", "d"]));
    expect(isRunning(pid)).toBe(false);
    await expect(model.rank(ASK)).rejects.toThrow("the pool is closed");
    await expect(pool.open(NO_MODEL)).rejects.toThrow("the pool is closed");
  });

  test("leaves a process running through the signals that a terminal sends to all", async () => {
    const model = await openWithCatalogue(poolOf(), await markov("v1"));
    const pid = model.pid!;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.kill(pid, signal);
    expect(ids(await model.rank(ASK))).toEqual(["b", "d"]);
    expect(model.pid).toBe(pid);
  });

  test("leaves no process behind when its own process is killed", async () => {
    const owner = spawn(
      process.execPath,
      ["--import", "tsx", fileURLToPath(new URL("./poolOwner.ts", import.meta.url))],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    const [line] = (await once(owner.stdout, "data")) as [Buffer];
    const pid = Number(line.toString());
    expect(isRunning(pid)).toBe(true);
    owner.kill("SIGKILL");
    await until(() => !isRunning(pid), "the end of the inference process");
  });
});
