import { rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";

import { LanguageProcess } from "../../src/ml/serve/languageProcess.js";
import { inferenceCommand } from "../../src/ml/serve/inferenceCommand.js";
import type { LanguageItem } from "../../src/ml/serve/languageItem.js";
import { openInferencePool } from "../../src/ml/serve/openInferencePool.js";
import { temporaryHome } from "../client/temporaryHome.js";
import type { BenchCase, BenchContext, BenchRow } from "../harness/benchCase.js";
import { quantile } from "../harness/quantile.js";
import { readServedUsers, type ServedUsers } from "../languageModel/readServedUsers.js";
import { findServedModelSource, SERVED_MODEL_SOURCE_MISSING } from "../languageModel/servedModelSource.js";
import { SILENT_LOG } from "../serving/silentLog.js";
import { spanMs } from "../serving/spanMs.js";
import { writeLanguageArtifact, type LanguageArtifactOptions } from "../serving/writeLanguageArtifact.js";

interface Task extends Pick<LanguageArtifactOptions, "prompt" | "layers"> {
  readonly users: number;
  readonly mostMs: number;
}

const QUICK: Task = { prompt: "compact", layers: 2, users: 5, mostMs: 50 };
const COMPACT: Task = { prompt: "compact", layers: 8, users: 100, mostMs: 50 };
const PAPER: Task = { prompt: "paper", layers: 30, users: 40, mostMs: 300 };
const MOST_CACHED_MS = 2;
const HISTORY_LENGTH = 10;
const CHECKED = 5;
const WARM_UP = 3;
const THREADS = availableParallelism();
const LEAST_COSINE = 0.999;
const MEMORY_MB = 4_096;
const PAGE = 20;
/** Of a vector that is to be cached. */
const MOST_READ_MS = 30_000;

/** What it takes to read a user with a language model. */
export const LANGUAGE_SERVING: BenchCase = {
  name: "language-serving",
  title: "A user vector of SmolLM2-135M: ten items with real titles; the paper's prompt, 30 layers; the compact one, 8",
  missing: ({ dataFolder }) => (findServedModelSource(dataFolder) === null ? SERVED_MODEL_SOURCE_MISSING : null),
  async check(context) {
    await measured(context, QUICK);
  },
  async measure(context): Promise<readonly BenchRow[]> {
    const rows: BenchRow[] = [];
    for (const task of [PAPER, COMPACT]) {
      context.say(`${task.layers} layers, ${task.prompt} prompts`);
      rows.push(...(await measured(context, task)));
    }
    return rows;
  },
};

/** Equality with float32 first, then time: cold in the language process, cached from where rankings are asked for. */
async function measured({ dataFolder }: BenchContext, task: Task): Promise<readonly BenchRow[]> {
  const { prompt, layers } = task;
  const { model, data } = findServedModelSource(dataFolder)!;
  const known = await readServedUsers(data, HISTORY_LENGTH);
  const home = await temporaryHome("sequitur-bench-");
  try {
    const { itemIds, titles } = known;
    const options = { model, layers, prompt, itemIds, titles };
    const [served, exact] = [join(home, "served"), join(home, "exact")];
    await writeLanguageArtifact(exact, { ...options, form: "fp32" });
    const checksum = await writeLanguageArtifact(served, options);
    const cosine = await leastCosine(served, exact, known);
    const cold = await coldMs(served, known, task.users);
    const cached = await cachedMs({ artifactFolder: served, checksum }, known, task.users);
    return [coldRow(task, cold, cosine), cachedRow(task, cached, itemIds.length)];
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

function coldRow({ prompt, layers, mostMs }: Task, cold: readonly number[], cosine: number): BenchRow {
  const [p50, p99] = [quantile(cold, 0.5), quantile(cold, 0.99)];
  return {
    what: `user vector of ${HISTORY_LENGTH} items, ${prompt} prompt, ${layers} layers, cold, median`,
    value: p50,
    unit: "ms",
    bar: { atMost: mostMs },
    against: `round trip to the language process, ${THREADS} threads, ${cold.length} users one after the other; p99 ${p99.toFixed(0)} ms; cosine to float32 ${cosine.toFixed(4)} or more`,
    details: { p50, p99, cosine },
  };
}

function cachedRow({ prompt, layers }: Task, cached: readonly number[], items: number): BenchRow {
  const [p50, p99] = [quantile(cached, 0.5), quantile(cached, 0.99)];
  return {
    what: `the same, ${prompt} prompt, ${layers} layers, cached, median`,
    value: p50,
    unit: "ms",
    bar: { atMost: MOST_CACHED_MS },
    against: `with the ranking of ${items} items by both models, asked again of the same users; p99 ${p99.toFixed(2)} ms`,
    details: { p50, p99 },
  };
}

async function leastCosine(served: string, exact: string, { histories }: ServedUsers): Promise<number> {
  const few = histories.slice(0, CHECKED);
  const [vectors, expected] = [await vectorsOf(served, few), await vectorsOf(exact, few)];
  const cosine = Math.min(...vectors.map((vector, user) => cosineOf(vector, expected[user]!)));
  if (!(cosine >= LEAST_COSINE))
    throw new Error(`Cannot trust user vectors: the cosine to float32 is ${cosine}, ${LEAST_COSINE} is wanted`);
  return cosine;
}

function cosineOf(one: Float32Array, other: Float32Array): number {
  const dot = (left: Float32Array, right: Float32Array) => left.reduce((sum, value, at) => sum + value * right[at]!, 0);
  return dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other));
}

async function vectorsOf(folder: string, histories: readonly (readonly LanguageItem[])[]): Promise<Float32Array[]> {
  return withProcess(folder, async (read) => {
    const vectors: Float32Array[] = [];
    for (const history of histories) vectors.push(await read(history));
    return vectors;
  });
}

function coldMs(folder: string, { histories }: ServedUsers, users: number): Promise<number[]> {
  return withProcess(folder, async (read) => {
    const milliseconds: number[] = [];
    for (const history of histories.slice(0, WARM_UP + users)) milliseconds.push(await spanMs(() => read(history)));
    return milliseconds.slice(WARM_UP);
  });
}

/** Runs `use` with a language process as a model has it. */
async function withProcess<Result>(
  artifactFolder: string,
  use: (read: (history: readonly LanguageItem[]) => Promise<Float32Array>) => Promise<Result>,
): Promise<Result> {
  const ignore = () => undefined;
  const language = new LanguageProcess({
    ...{ key: "bench/language-serving", artifactFolder, checksum: null, command: inferenceCommand() },
    ...{ threads: THREADS, log: SILENT_LOG, onStart: ignore, onStarted: ignore, onGrowth: ignore },
  });
  await language.load();
  try {
    return await use((history) => language.call({ type: "userVector", history }) as Promise<Float32Array>);
  } finally {
    await language.stop();
  }
}

async function cachedMs(
  artifact: { readonly artifactFolder: string; readonly checksum: string },
  { itemIds, titles, histories }: ServedUsers,
  users: number,
): Promise<number[]> {
  const pool = openInferencePool({ memoryMb: MEMORY_MB, threads: 1, languageThreads: THREADS, log: SILENT_LOG });
  try {
    const model = await pool.open({ key: "bench/language-serving", ...artifact });
    const entry = { categories: [], recommendable: true, createdAtMs: 0, popularity: 0 };
    const entries = itemIds.map((id, index) => ({ id, title: titles[index]!, ...entry }));
    await model.updateCatalogue(entries, 1n);
    const milliseconds: number[] = [];
    for (const [user, told] of histories.slice(0, WARM_UP + users).entries()) {
      const [history, times] = [told.map(({ id }) => id), told.map(({ time }) => time)];
      const subject = { key: String(user), historyVersion: "1" };
      const rank = async (latencyBudgetMs: number) => {
        const { freshness } = await model.rank({ history, times, subject, exclude: [], limit: PAGE, ranker: "fused", latencyBudgetMs }); // prettier-ignore
        if (freshness !== "FRESH") throw new Error(`Cannot time a vector that is not there: ${freshness}`);
      };
      await rank(MOST_READ_MS);
      milliseconds.push(await spanMs(() => rank(0)));
    }
    return milliseconds.slice(WARM_UP);
  } finally {
    await pool.close();
  }
}
