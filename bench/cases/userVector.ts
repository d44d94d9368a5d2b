import { rm } from "node:fs/promises";
import { join } from "node:path";

import { seededRandom } from "../../src/ml/data/seededRandom.js";
import { openArtifact } from "../../src/ml/artifact/openArtifact.js";
import { openScoringModel } from "../../src/ml/models/openScoringModel.js";
import { SasrecEagerEncoder } from "../../src/ml/models/sasrecEagerEncoder.js";
import { SasrecModel } from "../../src/ml/models/sasrecModel.js";
import { loadEagerBackend } from "../../src/ml/runtime/eagerBackend.js";
import type { InferenceModel } from "../../src/ml/serve/inferenceModel.js";
import { openInferencePool } from "../../src/ml/serve/openInferencePool.js";
import type { InferencePoolOptions } from "../../src/ml/serve/inferencePool.js";
import { temporaryHome } from "../client/temporaryHome.js";
import type { BenchCase, BenchRow } from "../harness/benchCase.js";
import { quantile } from "../harness/quantile.js";
import { generatedItemId } from "../serving/generatedItemId.js";
import { randomNetwork } from "../serving/randomNetwork.js";
import { sampleInts } from "../serving/sampleInts.js";
import { SILENT_LOG } from "../serving/silentLog.js";
import { spanMs } from "../serving/spanMs.js";
import { userVectorTimes } from "../serving/userVectorTimes.js";
import { writeRandomArtifact } from "../serving/writeRandomArtifact.js";

const ITEMS = 17_000;
const FEW_ITEMS = 500;
const HISTORY_LENGTH = 50;
const WARM_UP = 200;
const REQUESTS = 2_000;
const MOST_MS = 1;
/** Sums of 64 float32 products of numbers near 1, in two orders. */
const TOLERANCE = 1e-4;
const POOL = { memoryMb: 1_024, threads: 1 } as const;

/** What it takes to read a history. */
export const USER_VECTOR: BenchCase = {
  name: "user-vector",
  title: "A user vector: one history of 50 items, width 64, 2 blocks, in the inference process",
  async check() {
    await withArtifact(FEW_ITEMS, async ({ folder, checksum, itemIds }) => {
      const histories = drawHistories(itemIds.length, 20);
      await checkVectors(folder, checksum, histories);
      const times = userVectorTimes();
      await withModel({ ...POOL, ...times }, { folder, checksum, itemIds }, (model) => rankAll(model, histories));
      // One more is the first run that a process makes by itself, to be warm.
      if (times.milliseconds.length !== histories.length + 1)
        throw new Error(`Cannot time user vectors: ${times.milliseconds.length} were told, ${histories.length + 1} are wanted`); // prettier-ignore
    });
  },
  async measure(): Promise<readonly BenchRow[]> {
    return withArtifact(ITEMS, async (artifact) => {
      const histories = drawHistories(ITEMS, WARM_UP + REQUESTS);
      const times = userVectorTimes();
      await withModel({ ...POOL, ...times }, artifact, (model) => rankAll(model, histories));
      const inside = times.milliseconds.slice(-REQUESTS);
      const around = await withModel({ ...POOL, log: SILENT_LOG }, artifact, (model) => rankAll(model, histories));
      return rows(inside, around.slice(-REQUESTS));
    });
  },
};

function rows(inside: readonly number[], around: readonly number[]): readonly BenchRow[] {
  const p99 = (values: readonly number[]) => quantile(values, 0.99);
  return [
    {
      what: "user vector of a history of 50, median",
      value: quantile(inside, 0.5),
      unit: "ms",
      bar: { atMost: MOST_MS },
      against: `timed in the inference process, rows in to vector out, ${REQUESTS} requests one after the other, one thread; p99 ${p99(inside).toFixed(2)} ms`,
      details: { p50: quantile(inside, 0.5), p99: p99(inside) },
    },
    {
      what: "the same seen from the server, best item of 17,000 found, median",
      value: quantile(around, 0.5),
      unit: "ms",
      bar: null,
      against: `round trip to an inference process that is not timed; p99 ${p99(around).toFixed(2)} ms`,
      details: { p50: quantile(around, 0.5), p99: p99(around) },
    },
  ];
}

interface Artifact {
  readonly folder: string;
  readonly checksum: string;
  readonly itemIds: readonly string[];
}

async function withArtifact<Result>(items: number, use: (artifact: Artifact) => Promise<Result>): Promise<Result> {
  const home = await temporaryHome("sequitur-bench-");
  const itemIds = Array.from({ length: items }, (_, number) => generatedItemId(number));
  const folder = join(home, "artifact");
  try {
    return await use({ folder, checksum: await writeRandomArtifact(folder, itemIds), itemIds });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function withModel<Result>(
  options: InferencePoolOptions,
  { folder, checksum, itemIds }: Artifact,
  use: (model: InferenceModel) => Promise<Result>,
): Promise<Result> {
  const pool = openInferencePool(options);
  try {
    const model = await pool.open({ key: "bench/user-vector", artifactFolder: folder, checksum });
    const entry = { categories: [], recommendable: true, createdAtMs: 0, popularity: 0 };
    const entries = itemIds.map((id) => ({ id, title: id, ...entry }));
    await model.updateCatalogue(entries, 1n);
    return await use(model);
  } finally {
    await pool.close();
  }
}

/** Asks for the best item of each history, one after the other. @returns Milliseconds of each. */
async function rankAll(model: InferenceModel, histories: readonly Int32Array[]): Promise<number[]> {
  const milliseconds: number[] = [];
  for (const rows of histories) {
    const history = Array.from(rows, (row) => generatedItemId(row - 1));
    milliseconds.push(await spanMs(() => model.rank({ history, exclude: [], limit: 1 })));
  }
  return milliseconds;
}

/** Rows of different items, from 1. */
function drawHistories(items: number, count: number): Int32Array[] {
  const random = seededRandom("histories");
  const draw = () => Int32Array.from(sampleInts(random, HISTORY_LENGTH, items), (number) => number + 1);
  return Array.from({ length: count }, draw);
}

/** The artifact's graph against the network's operations run one by one. */
async function checkVectors(folder: string, checksum: string, histories: readonly Int32Array[]): Promise<void> {
  const { config, parameters } = randomNetwork(FEW_ITEMS);
  const stored = await openScoringModel(await openArtifact(folder, checksum), { threads: 1 });
  const encoder = new SasrecEagerEncoder(config, parameters, await loadEagerBackend("cpu"));
  const naive = new SasrecModel(encoder, { ...config, window: config.maxLength });
  const expected = await naive.userVectors(histories);
  const vectors = await stored.userVectors!(histories);
  const place = expected.findIndex((value, index) => !(Math.abs(value - vectors[index]!) <= TOLERANCE));
  await Promise.all([stored.close(), naive.close()]);
  if (vectors.length !== expected.length || place !== -1)
    throw new Error(`Cannot trust user vectors: number ${place} is ${vectors[place]}, ${expected[place]} is wanted`);
}
