import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";

import type { Logger } from "../../../src/domain/logger.js";
import { modelFiles } from "../../../src/ml/artifact/modelFiles.js";
import { openArtifact } from "../../../src/ml/artifact/openArtifact.js";
import { writeArtifact } from "../../../src/ml/artifact/writeArtifact.js";
import { seededRandom } from "../../../src/ml/data/seededRandom.js";
import { openScoringModel } from "../../../src/ml/models/openScoringModel.js";
import type { SasrecConfig } from "../../../src/ml/models/sasrecConfig.js";
import { SasrecEagerEncoder } from "../../../src/ml/models/sasrecEagerEncoder.js";
import { sasrecEncoderGraph } from "../../../src/ml/models/sasrecEncoderGraph.js";
import { SasrecModel } from "../../../src/ml/models/sasrecModel.js";
import { sasrecParameters } from "../../../src/ml/models/sasrecParameters.js";
import { sasrecScoresGraph } from "../../../src/ml/models/sasrecScoresGraph.js";
import type { ScoringModel } from "../../../src/ml/models/scoringModel.js";
import { loadEagerBackend } from "../../../src/ml/runtime/eagerBackend.js";
import type { CatalogueEntry } from "../../../src/ml/serve/catalogueEntry.js";
import { openInferencePool } from "../../../src/ml/serve/openInferencePool.js";
import { someArtifact } from "../artifact/someArtifact.js";
import { temporaryFolder } from "../artifact/temporaryFolder.js";
import { naiveRanking } from "./naiveRanking.js";

jest.setTimeout(120_000);

const CONFIG: SasrecConfig = {
  kind: "sasrec",
  itemCount: 40,
  width: 8,
  blocks: 2,
  heads: 2,
  expansion: 1,
  maxLength: 12,
};
const ITEM_IDS = Array.from({ length: CONFIG.itemCount }, (_, index) => `i${index + 1}`);
const PARAMETERS = sasrecParameters(CONFIG, seededRandom("serving"));

let errors: string[] = [];
const ignore = () => undefined;
const log: Logger = { debug: ignore, info: ignore, warn: ignore, error: (_, message) => errors.push(message) };

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
const pool = openInferencePool({ memoryMb: 4096, threads: 1, log });

beforeAll(async () => {
  temporary = await temporaryFolder();
});
afterAll(async () => {
  await pool.close();
  await temporary.remove();
});

/** Stores the network with these item vectors, and gives it to a process with a full catalogue. */
async function stored(name: string, itemVectors: Float32Array) {
  const artifactFolder = join(temporary.path, name);
  const { manifest } = someArtifact("popular", ITEM_IDS, [[40, 40, 39]]);
  const checksum = await writeArtifact(artifactFolder, {
    manifest: { ...manifest, kind: "sasrec", encoder: { width: CONFIG.width, window: CONFIG.maxLength } },
    files: modelFiles({
      kind: "sasrec",
      itemIds: ITEM_IDS,
      popularity: Float32Array.from({ length: CONFIG.itemCount + 1 }, (_, row) => row),
      encoder: sasrecEncoderGraph(CONFIG, PARAMETERS, "stored"),
      scorer: sasrecScoresGraph(CONFIG.itemCount, CONFIG.width),
      itemVectors,
    }),
  });
  return { artifactFolder, checksum };
}

async function served(name: string, itemVectors: Float32Array) {
  const model = await pool.open({ key: `space/${name}`, ...(await stored(name, itemVectors)) });
  await model.updateCatalogue(ENTRIES, 1n);
  return model;
}

const ENTRIES: readonly CatalogueEntry[] = ITEM_IDS.map((id) => ({
  id,
  title: "",
  categories: [],
  recommendable: true,
  createdAtMs: 0,
  popularity: 0,
}));
const HISTORIES = [["i3"], ["i9", "i3", "i40"], ITEM_IDS, [...ITEM_IDS].reverse()];
const rowsOf = (history: readonly string[]): Int32Array => Int32Array.from(history, (id) => ITEM_IDS.indexOf(id) + 1);

describe("a stored SASRec", () => {
  const items = PARAMETERS["itemEmbeddings"]!.data;

  test("scores and encodes as the network does that was trained", async () => {
    const { artifactFolder, checksum } = await stored("equal", items);
    const model: ScoringModel = await openScoringModel(await openArtifact(artifactFolder, checksum), { threads: 1 });
    const eager = new SasrecEagerEncoder(CONFIG, PARAMETERS, await loadEagerBackend("cpu"));
    const reference = new SasrecModel(eager, { ...CONFIG, window: CONFIG.maxLength });
    const histories = HISTORIES.map(rowsOf);
    const [scores, expected] = [await model.scoreAll(histories), await reference.scoreAll(histories)];
    expect(scores).toHaveLength(HISTORIES.length * (CONFIG.itemCount + 1));
    // Sums of 8 float32 products of numbers near 1
    for (const [index, score] of scores.entries()) expect(score).toBeCloseTo(expected[index]!, 5);
    const [vectors, expectedVectors] = [await model.userVectors!(histories), await reference.userVectors(histories)];
    for (const [index, value] of vectors.entries()) expect(value).toBeCloseTo(expectedVectors[index]!, 5);
    await model.close();
    await reference.close();
  });

  test("ranks in its process by the very scores it gives here, and the same each time", async () => {
    const model = await served("ranks", items);
    const { artifactFolder, checksum } = await stored("ranks", items);
    const here = await openScoringModel(await openArtifact(artifactFolder, checksum), { threads: 1 });
    for (const history of HISTORIES) {
      const scores = await here.scoreAll([rowsOf(history)]);
      const request = { history, exclude: history.slice(0, 5), limit: 20 };
      const ranking = await model.rank(request);
      const rowOf = (id: string): number => ITEM_IDS.indexOf(id) + 1;
      expect(ranking.items.map(({ itemId }) => itemId)).toEqual(
        naiveRanking(ENTRIES, { scoreOf: (id) => scores[rowOf(id)]!, rowOf }, request),
      );
      expect(ranking).toMatchObject({ scoredBy: "sasrec", ranker: "cf-srec", freshness: null, languageVersion: null });
      for (const { itemId, score } of ranking.items) expect(score).toBe(scores[rowOf(itemId)]);
      expect(await model.rank(request)).toEqual(ranking);
    }
    await here.close();
  });

  test("looks at the order of a history, and at the newest items of one that is too long", async () => {
    const model = await served("order", items);
    const scoresOf = async (history: readonly string[]): Promise<number[]> =>
      (await model.rank({ history, exclude: [], candidates: ["i1", "i2"], limit: 2 })).items.map(({ score }) => score);
    expect(await scoresOf(["i5", "i6", "i7"])).not.toEqual(await scoresOf(["i7", "i6", "i5"]));
    const newest = ITEM_IDS.slice(0, CONFIG.maxLength);
    expect(await scoresOf(["i30", "i20", ...newest])).toEqual(await scoresOf(newest));
  });

  test("is stood in for by popularity when its numbers are broken, which is said and logged", async () => {
    const broken = items.slice().fill(Number.NaN, 3 * CONFIG.width, 4 * CONFIG.width);
    const model = await served("broken", broken);
    errors = [];
    const ranking = await model.rank({ history: ["i5"], exclude: [], limit: 2 });
    expect(ranking).toMatchObject({ fallback: true, scoredBy: "popular" });
    expect(ranking.items.map(({ itemId }) => itemId)).toEqual(["i40", "i39"]);
    expect(errors).toEqual(["a model gave scores that are not finite; ranked by popularity instead"]);
  });
});
