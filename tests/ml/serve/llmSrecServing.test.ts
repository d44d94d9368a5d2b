import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";

import type { Logger } from "../../../src/domain/logger.js";
import { openArtifact } from "../../../src/ml/artifact/openArtifact.js";
import type { LlmSrecContent } from "../../../src/ml/artifact/modelFiles.js";
import { openLlmSrec } from "../../../src/ml/models/openLlmSrec.js";
import type { LlmSrecScoring } from "../../../src/ml/models/llmSrecScoring.js";
import { openLlmSrecScoring } from "../../../src/ml/models/openLlmSrecScoring.js";
import type { CatalogueEntry } from "../../../src/ml/serve/catalogueEntry.js";
import type { InferenceModel } from "../../../src/ml/serve/inferenceModel.js";
import type { InferencePool } from "../../../src/ml/serve/inferencePool.js";
import type { ItemVectorStore, StoredItemVector } from "../../../src/ml/serve/itemVectorStore.js";
import { openInferencePool } from "../../../src/ml/serve/openInferencePool.js";
import type { RankedItem, Ranking } from "../../../src/ml/serve/ranking.js";
import type { RankPosition } from "../../../src/ml/serve/rankPosition.js";
import type { RankRequest } from "../../../src/ml/serve/rankRequest.js";
import { temporaryFolder } from "../artifact/temporaryFolder.js";
import { commandWithoutTensorflow } from "./commandWithoutTensorflow.js";
import { isRunning } from "./isRunning.js";
import { naiveFusion } from "./naiveFusion.js";
import { naiveRanking } from "./naiveRanking.js";
import { TINY_FUSION, TINY_ITEM_IDS, tinyLlmSrecContent, writeTinyLlmSrec } from "./tinyLlmSrec.js";
import { until } from "./until.js";

// Every test starts two processes, each from TypeScript sources; on a busy machine that takes seconds.
jest.setTimeout(120_000);

const PATIENT = 60_000;
const HISTORY = ["i3", "i17", "i8"];
const ASK: RankRequest = { history: HISTORY, exclude: [], limit: 10, latencyBudgetMs: PATIENT };
const WITH_LANGUAGE = { ranker: "fused", freshness: "FRESH", scoredBy: "llm-srec", fallback: false };
const rowOf = (id: string): number => TINY_ITEM_IDS.indexOf(id) + 1;
const rowsOf = (history: readonly string[]): Int32Array => Int32Array.from(history.map(rowOf).filter((row) => row > 0));
const ids = ({ items }: Ranking): string[] => items.map(({ itemId }) => itemId);
const subjectOf = (historyVersion: string) => ({ key: "ada", historyVersion });

function entryOf(id: string, options: Partial<CatalogueEntry> = {}): CatalogueEntry {
  return { id, title: "", categories: [], recommendable: true, createdAtMs: 0, popularity: 0, ...options };
}
const ENTRIES = TINY_ITEM_IDS.map((id, index) => entryOf(id, { categories: index % 3 === 0 ? ["third"] : [] }));
const LANTERN = entryOf("n1", { title: "A copper lantern", createdAtMs: 5 });
const KETTLE = entryOf("n2", { title: "Kettle for two", createdAtMs: 9 });

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let content: LlmSrecContent;
let source: { readonly artifactFolder: string; readonly checksum: string };
let here: LlmSrecScoring;
let logged: { readonly level: string; readonly message: string }[] = [];
let pools: InferencePool[] = [];

const logAt = (level: string) => (_: object, message: string) => logged.push({ level, message });
const log: Logger = { debug: logAt("debug"), info: logAt("info"), warn: logAt("warn"), error: logAt("error") };

beforeAll(async () => {
  temporary = await temporaryFolder();
  content = await tinyLlmSrecContent(temporary.path);
  source = await writeTinyLlmSrec(join(temporary.path, "artifact"), content);
  here = await openLlmSrecScoring(await openArtifact(source.artifactFolder), { threads: 1 });
});
afterAll(async () => {
  await here.close();
  await temporary.remove();
});
beforeEach(() => {
  logged = [];
});
afterEach(async () => {
  await Promise.all(pools.map((pool) => pool.close()));
  pools = [];
});

async function opened(vectors?: ItemVectorStore, entries = ENTRIES): Promise<InferenceModel> {
  const pool = openInferencePool({ memoryMb: 4096, threads: 1, log, childCommand: commandWithoutTensorflow() });
  pools.push(pool);
  const model = await pool.open({ key: "space/v1", ...source, vectors });
  await model.updateCatalogue(entries, 1n);
  return model;
}

/** What each way of ranking gives an item, worked out here. */
async function naiveScores(history: readonly string[]) {
  const { teacher, llmSRec } = await here.scorings([rowsOf(history)]);
  const { popularity } = content;
  const historyLength = Math.min(history.length, 12);
  const fused = naiveFusion(TINY_FUSION, { llmSRec, teacher, popularity, historyLength });
  return {
    "cf-srec": (id: string) => teacher[rowOf(id)]!,
    "llm-srec": (id: string) => llmSRec[rowOf(id)]!,
    fused: (id: string) => fused.ofRow(rowOf(id)),
    popular: (id: string) => popularity[rowOf(id)]!,
    later: fused.ofLater,
  };
}

describe("a served LLM-SRec", () => {
  test("ranks by every choice as a naive sort of the naive formula does, and writes nothing into its folder", async () => {
    const before = await readdir(source.artifactFolder);
    const changedMs = (await stat(source.artifactFolder)).mtimeMs;
    const model = await opened();
    for (const history of [HISTORY, ["i30"], TINY_ITEM_IDS]) {
      const scores = await naiveScores(history);
      for (const ranker of ["auto", "fused", "llm-srec", "cf-srec", "popular"] as const) {
        const name = ranker === "auto" ? "fused" : ranker;
        const request = { ...ASK, history, ranker, exclude: ["i4", "i5"], excludeCategories: ["third"], limit: 12 };
        const ranking = await model.rank(request);
        const scoreOf = (id: string): number => scores[name](id);
        expect(ids(ranking)).toEqual(naiveRanking(ENTRIES, { scoreOf, rowOf }, request));
        for (const { itemId, score } of ranking.items) expect(score).toBeCloseTo(scoreOf(itemId), 4);
        const takesPart = name === "fused" || name === "llm-srec";
        expect(ranking).toMatchObject({
          ranker: name,
          scoredBy: takesPart ? "llm-srec" : name === "popular" ? "popular" : "sasrec",
          freshness: takesPart ? "FRESH" : null,
          languageVersion: takesPart ? "" : null,
        });
        expect(await model.rank(request)).toEqual(ranking);
      }
    }
    expect(await readdir(source.artifactFolder)).toEqual(before);
    expect((await stat(source.artifactFolder)).mtimeMs).toBe(changedMs);
  });

  test("ranks by popularity where nothing of the history can be read, without the language model", async () => {
    const model = await opened();
    for (const history of [[], ["nobody"]])
      expect(await model.rank({ ...ASK, history })).toMatchObject({ ranker: "popular", freshness: null });
  });

  test("does without a vector that is not there in time, and has it for the next request", async () => {
    const model = await opened();
    const hurried = { ...ASK, latencyBudgetMs: 0, subject: subjectOf("1") };
    const scores = await naiveScores(HISTORY);
    const first = await model.rank(hurried);
    expect(first).toMatchObject({ ranker: "cf-srec", freshness: "CF_ONLY", languageVersion: null });
    expect(ids(first)).toEqual(naiveRanking(ENTRIES, { scoreOf: scores["cf-srec"], rowOf }, hurried));
    expect(await model.rank({ ...hurried, latencyBudgetMs: PATIENT })).toMatchObject(WITH_LANGUAGE);
    const next = await model.rank(hurried);
    expect(next).toMatchObject({ ...WITH_LANGUAGE, languageVersion: "1" });
    expect(ids(next)).toEqual(naiveRanking(ENTRIES, { scoreOf: scores.fused, rowOf }, hurried));
  });

  test("uses the user's last vector until the one of the new history is there", async () => {
    const model = await opened();
    const old = await model.rank({ ...ASK, ranker: "llm-srec", subject: subjectOf("1") });
    const history = [...HISTORY, "i21"];
    const hurried: RankRequest = { ...ASK, ranker: "llm-srec", history, subject: subjectOf("2"), latencyBudgetMs: 0 };
    const stale = await model.rank(hurried);
    expect(stale).toMatchObject({ ranker: "llm-srec", freshness: "LLM_STALE", languageVersion: "1" });
    expect(stale.items).toEqual(old.items);
    const fresh = await model.rank({ ...hurried, latencyBudgetMs: PATIENT });
    expect(fresh).toMatchObject({ freshness: "FRESH", languageVersion: "2" });
    const scores = await naiveScores(history);
    expect(ids(fresh)).toEqual(naiveRanking(ENTRIES, { scoreOf: scores["llm-srec"], rowOf }, hurried));
    expect(await model.rank(hurried)).toEqual(fresh);
  });

  test("keeps what it read of a history that was sent for the same one", async () => {
    const model = await opened();
    const hurried = { ...ASK, latencyBudgetMs: 0 };
    expect(await model.rank(hurried)).toMatchObject({ freshness: "CF_ONLY" });
    const first = await model.rank(ASK);
    expect(first).toMatchObject({ ...WITH_LANGUAGE, languageVersion: "" });
    expect(await model.rank(hurried)).toEqual(first);
    expect(await model.rank({ ...hurried, language: { historyVersion: "" } })).toEqual(first);
    // Another order, and other times, are another history.
    expect(await model.rank({ ...hurried, history: HISTORY.toReversed() })).toMatchObject({ freshness: "CF_ONLY" });
    expect(await model.rank({ ...hurried, times: [1, 2, 3] })).toMatchObject({ freshness: "CF_ONLY" });
  });

  test("reads a history of which nothing can be read once, until the catalogue knows of it", async () => {
    const model = await opened();
    const nobody = { ...ASK, history: ["n1"], subject: subjectOf("1") };
    expect(await model.rank(nobody)).toMatchObject({ ranker: "popular", freshness: null });
    process.kill(model.languagePid!, "SIGSTOP");
    expect(await model.rank(nobody)).toMatchObject({ ranker: "popular", freshness: null });
    process.kill(model.languagePid!, "SIGCONT");
    await model.updateCatalogue([LANTERN], 2n);
    expect(await model.rank(nobody)).toMatchObject({ ranker: "llm-srec", freshness: "FRESH" });
  });

  test("answers all of a crowd: those of one user share a vector, and what is too much is done without", async () => {
    const model = await opened();
    const same = Array.from({ length: 20 }, () => model.rank({ ...ASK, subject: subjectOf("1") }));
    const [first, ...others] = await Promise.all(same);
    expect(first).toMatchObject(WITH_LANGUAGE);
    for (const other of others) expect(other).toEqual(first);
    const crowd = Array.from({ length: 200 }, (_, user) =>
      model.rank({ ...ASK, subject: { key: `user ${user}`, historyVersion: "1" } }),
    );
    const states = (await Promise.all(crowd)).map(({ freshness }) => freshness);
    expect(new Set(states)).toEqual(new Set(["FRESH", "CF_ONLY"]));
    expect(states.filter((state) => state === "FRESH").length).toBeGreaterThanOrEqual(64);
    expect(logged).toContainEqual({ level: "warn", message: "the language model was not asked: too many wait for it" });
  });

  test("goes on with the vector of the first page, whatever is known by then", async () => {
    const model = await opened();
    const whole = { ...ASK, limit: 100 };
    const [one, two] = [subjectOf("1"), subjectOf("2")];
    const history = [...HISTORY, "i21"];
    const without = await model.rank({ ...whole, subject: one, latencyBudgetMs: 0 });
    const first = await model.rank({ ...whole, subject: one });
    await model.rank({ ...whole, history, subject: two });
    // As the first page was: without the language model; by the vector of an earlier version.
    const later = await model.rank({ ...whole, subject: one, language: { historyVersion: null } });
    expect(later).toEqual(without);
    const pinned = { ...whole, ranker: "llm-srec", history, subject: two, language: { historyVersion: "1", history: HISTORY } } as const; // prettier-ignore
    const expected = { ...(await model.rank({ ...whole, ranker: "llm-srec", subject: one })), freshness: "LLM_STALE" };
    expect(await model.rank(pinned)).toEqual(expected);
    // And on another machine, which never had it.
    const other = await opened();
    expect(await other.rank(pinned)).toEqual(expected);
    expect(await other.rank({ ...whole, subject: one, latencyBudgetMs: 0 })).toEqual(first);
    await expect(
      other.rank({ ...whole, subject: two, language: { historyVersion: "7", history: ["nobody"] } }),
    ).rejects.toMatchObject({ code: "CURSOR_EXPIRED" });
  });

  test("answers although the language process is killed, and has another one", async () => {
    const model = await opened();
    await model.rank({ ...ASK, subject: subjectOf("1") });
    const pid = model.languagePid!;
    expect(isRunning(pid)).toBe(true);
    expect(pid).not.toBe(model.pid);
    process.kill(pid, "SIGKILL");
    const request = { ...ASK, history: ["i5", "i6"], subject: { key: "bob", historyVersion: "1" } };
    expect(await model.rank({ ...request, latencyBudgetMs: 0 })).toMatchObject({ freshness: "CF_ONLY" });
    // What was computed before is there still.
    expect(await model.rank({ ...ASK, subject: subjectOf("1"), latencyBudgetMs: 0 })).toMatchObject(WITH_LANGUAGE);
    expect(await model.rank(request)).toMatchObject(WITH_LANGUAGE);
    expect(model.languagePid).not.toBe(pid);
    expect(logged).toContainEqual({ level: "warn", message: "a language process ended by itself; another one starts" });
    const [ranking, language] = [model.pid!, model.languagePid!];
    await model.close();
    expect([isRunning(ranking), isRunning(language)]).toEqual([false, false]);
  });

  test("ranks new items by their titles among the others, page by page, and again after the process was killed", async () => {
    const model = await opened();
    await model.updateCatalogue([LANTERN, KETTLE, entryOf("n3", { recommendable: false, title: "Gone" })], 2n);
    const request = { ...ASK, limit: 100 };
    const isRanked = (ranking: Ranking, id: string): boolean =>
      ranking.items.some(({ itemId, position }) => itemId === id && position.tier === 0);
    let ranking = await model.rank(request);
    while (!isRanked(ranking, "n1") || !isRanked(ranking, "n2")) ranking = await model.rank(request);
    expect(ranking.items).toHaveLength(32);
    const language = await openLlmSrec(await openArtifact(source.artifactFolder), { threads: 1 });
    const vectors = await language.itemVectors([LANTERN, KETTLE]);
    const user = await here.userVectors([rowsOf(HISTORY)]);
    const scores = await naiveScores(HISTORY);
    const scoreOf = (id: string): number => {
      const at = ["n1", "n2"].indexOf(id);
      return at < 0 ? scores.fused(id) : scores.later(user.reduce((sum, value, k) => sum + value * vectors[at * user.length + k]!, 0)); // prettier-ignore
    };
    const all = [...ENTRIES, LANTERN, KETTLE];
    expect(ids(ranking)).toEqual(naiveRanking(all, { scoreOf, rowOf }, request));
    for (const { itemId, score } of ranking.items) expect(score).toBeCloseTo(scoreOf(itemId), 4);
    await language.close();

    process.kill(model.pid!, "SIGKILL");
    const paged: RankedItem[] = [];
    for (let after: RankPosition | undefined; ; after = paged.at(-1)!.position) {
      const { items } = await model.rank({ ...request, limit: 5, after });
      paged.push(...items);
      if (items.length < 5) break;
    }
    expect(paged).toEqual(ranking.items);
    // The sequence model alone cannot place them.
    const alone = await model.rank({ ...request, ranker: "cf-srec" });
    expect(ids(alone).slice(-2)).toEqual(["n2", "n1"]);
    // Another title is another item.
    await model.updateCatalogue([{ ...KETTLE, title: "Paper" }], 3n);
    const scoreNow = async (): Promise<number> => (await model.rank(request)).items.find(({ itemId }) => itemId === "n2")!.score; // prettier-ignore
    const before = ranking.items.find(({ itemId }) => itemId === "n2")!.score;
    while ((await scoreNow()) === before);
  });

  test("reads new items in a history by their titles, which the sequence model skips", async () => {
    const model = await opened();
    await model.updateCatalogue([LANTERN], 2n);
    const scoresOf = async (history: readonly string[]) =>
      (await model.rank({ ...ASK, ranker: "llm-srec", history, candidates: TINY_ITEM_IDS, limit: 30 })).items.map(({ score }) => score); // prettier-ignore
    expect(await scoresOf([...HISTORY, "n1"])).not.toEqual(await scoresOf(HISTORY));
    expect(await scoresOf([...HISTORY, "nobody"])).toEqual(await scoresOf(HISTORY));
    const alone = await model.rank({ ...ASK, history: ["n1"] });
    expect(alone).toMatchObject({ ranker: "llm-srec", freshness: "FRESH" });
  });

  test("keeps vectors of new items where other processes find them, and takes only those of the same title", async () => {
    const kept = new Map<string, StoredItemVector>();
    const store: ItemVectorStore = {
      read: (wanted) => Promise.resolve(wanted.flatMap((id) => kept.get(id) ?? [])),
      write: (vectors) => {
        for (const vector of vectors) kept.set(vector.itemId, vector);
        return Promise.resolve();
      },
    };
    await opened(store, [...ENTRIES, LANTERN, KETTLE]);
    await until(() => kept.size === 2, "the vectors of both new items");
    // Told apart from what would be computed.
    const lantern = kept.get("n1")!;
    kept.set("n1", { ...lantern, vector: lantern.vector.map(() => 50) });
    kept.set("n2", { ...kept.get("n2")!, textHash: "of another title" });
    const model = await opened(store, [...ENTRIES, LANTERN, KETTLE]);
    await until(() => kept.get("n2")!.textHash !== "of another title", "the vector of the second");
    const user = await here.userVectors([rowsOf(HISTORY)]);
    const request = { ...ASK, ranker: "llm-srec", candidates: ["n1"] } as const;
    const { items } = await model.rank(request);
    expect(items[0]!.score).toBeCloseTo(50 * user.reduce((sum, value) => sum + value, 0), 2);
  });

  test("explains items by what their score would lose without each entry", async () => {
    const model = await opened();
    const history = ["i9", "nobody", ...HISTORY, "i12", "i13", "i14"];
    const items = ["i1", "i2", "i30"];
    const newest = [3, 4, 5, 6, 7]; // the prompt tells five
    for (const ranker of ["fused", "llm-srec"] as const) {
      const explanations = await model.explain({ history, items, ranker });
      const known = history.filter((id) => id !== "nobody");
      const whole = await naiveScores(known);
      const drops = new Map(items.map((id) => [id, new Map<number, number>()]));
      for (const left of newest) {
        const without = await naiveScores(known.filter((id) => id !== history[left]));
        for (const id of items) drops.get(id)!.set(left, Math.max(0, whole[ranker](id) - without[ranker](id)));
      }
      expect(explanations.map(({ itemId }) => itemId)).toEqual(items);
      for (const { itemId, causes } of explanations) {
        const own = drops.get(itemId)!;
        const total = [...own.values()].reduce((sum, drop) => sum + drop, 0);
        const positive = [...own].filter(([, drop]) => drop > 0).sort((one, other) => other[1] - one[1]);
        expect(causes.map(({ index }) => index)).toEqual(positive.map(([index]) => index));
        for (const { index, share } of causes) expect(share).toBeCloseTo(own.get(index)! / total, 3);
        if (causes.length > 0) expect(causes.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
      }
    }
    expect(await model.explain({ history: [], items: ["i1"] })).toEqual([{ itemId: "i1", causes: [] }]);
    // Of a history of one, that one speaks for an item, or nothing does.
    const ofOne = (await model.explain({ history: ["i5"], items: TINY_ITEM_IDS })).map(({ causes }) => causes);
    for (const causes of ofOne) expect([[], [{ index: 0, share: 1 }]]).toContainEqual(causes);
    expect(new Set(ofOne.map((causes) => causes.length))).toEqual(new Set([0, 1]));
  });

  test("explains nothing that the language model ordered while that cannot be asked", async () => {
    const model = await opened();
    const asked = { history: HISTORY, items: ["i1", "i2", "i30"] };
    const crowd = Array.from({ length: 100 }, (_, user) => model.rank({ ...ASK, subject: { key: `user ${user}`, historyVersion: "1" } })); // prettier-ignore
    for (const ranker of ["fused", "llm-srec"] as const)
      expect(await model.explain({ ...asked, ranker })).toEqual(asked.items.map((itemId) => ({ itemId, causes: [] })));
    const byTeacher = await model.explain({ ...asked, ranker: "cf-srec" });
    expect(byTeacher.some(({ causes }) => causes.length > 0)).toBe(true);
    await Promise.all(crowd);
    const byBoth = await model.explain({ ...asked, ranker: "fused" });
    expect(byBoth.some(({ causes }) => causes.length > 0)).toBe(true);
  });

  test("is stood in for by popularity when its numbers are broken, which is said and logged", async () => {
    const folder = join(temporary.path, "broken");
    const vectors = content.llm.vectors.slice().fill(Number.NaN, 12, 13);
    const broken = await tinyLlmSrecContent(folder, { vectors });
    const pool = openInferencePool({ memoryMb: 4096, threads: 1, log });
    pools.push(pool);
    const model = await pool.open({
      key: "space/broken",
      ...(await writeTinyLlmSrec(join(folder, "artifact"), broken)),
    });
    await model.updateCatalogue(ENTRIES, 1n);
    const ranking = await model.rank(ASK);
    expect(ranking).toMatchObject({ fallback: true, scoredBy: "popular", ranker: "popular", freshness: null });
    expect(logged).toContainEqual({ level: "error", message: "a model gave scores that are not finite; ranked by popularity instead" }); // prettier-ignore
    expect(await model.rank({ ...ASK, ranker: "cf-srec" })).toMatchObject({ ranker: "cf-srec", fallback: false });
  });
});
