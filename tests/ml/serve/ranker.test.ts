import { beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import type { Logger } from "../../../src/domain/logger.js";
import { LanguageScores } from "../../../src/ml/models/languageScores.js";
import { sasrecScoresGraph } from "../../../src/ml/models/sasrecScoresGraph.js";
import type { ScoringModel } from "../../../src/ml/models/scoringModel.js";
import { openSession } from "../../../src/ml/runtime/session.js";
import type { CatalogueEntry } from "../../../src/ml/serve/catalogueEntry.js";
import { Ranker } from "../../../src/ml/serve/ranker.js";
import type { RankedItem, Ranking } from "../../../src/ml/serve/ranking.js";
import type { RankPosition } from "../../../src/ml/serve/rankPosition.js";
import type { RankRequest } from "../../../src/ml/serve/rankRequest.js";
import { naiveRanking } from "./naiveRanking.js";

const CATEGORIES = ["red", "green", "blue"];
const MODEL_ITEMS = Array.from({ length: 30 }, (_, index) => `m${index + 1}`);
const OTHER_ITEMS = Array.from({ length: 10 }, (_, index) => `n${index}`);

let logged: { readonly fields: object; readonly message: string }[] = [];
const ignore = () => undefined;
const log: Logger = {
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: (fields, message) => logged.push({ fields, message }),
};

beforeEach(() => {
  logged = [];
});

/** A model of these scores by row, whatever the history. */
function modelOf(scores: readonly number[], shown: number[][] = []): ScoringModel {
  return {
    kind: "sasrec",
    itemCount: scores.length,
    scoreAll: (histories) => {
      shown.push(...histories.map((history) => [...history]));
      return Promise.resolve(Float32Array.of(0, ...scores));
    },
    close: () => Promise.resolve(),
  };
}

function rankerOf(scores: readonly number[], popularity: readonly number[] = scores.map(() => 1)) {
  const shown: number[][] = [];
  const trained = {
    model: modelOf(scores, shown),
    itemIds: MODEL_ITEMS,
    popularity: Float32Array.of(0, ...popularity),
  };
  return { ranker: new Ranker(trained, log), shown };
}

function entryOf(id: string, options: Partial<CatalogueEntry> = {}): CatalogueEntry {
  return { id, title: "", categories: [], recommendable: true, createdAtMs: 0, popularity: 0, ...options };
}

/** The same with a language model whose vectors are one number each: an item's score is its own for a user of 1. */
async function rankerWithLanguage(ownScores: readonly number[]) {
  const scorer = await openSession(sasrecScoresGraph(MODEL_ITEMS.length, 1), { threads: 1 });
  const fusion = {
    languageModel: [1, 0, 0],
    teacher: [1, 0, 0],
    popularity: 0,
    popularityMean: 0,
    popularityDeviation: 1,
    lengthMean: 0,
    lengthDeviation: 1,
  } as const;
  const values = Float32Array.of(0, ...ownScores);
  const scores = new LanguageScores(scorer, { width: 1, values }, fusion, new Float32Array(values.length));
  const trained = {
    model: modelOf(MODEL_ITEMS.map(() => 0)),
    itemIds: MODEL_ITEMS,
    popularity: values,
    language: { scores, teacherWindow: 10 },
  };
  return { ranker: new Ranker(trained, log), close: () => scorer.close() };
}

const ids = (ranking: Ranking): string[] => ranking.items.map(({ itemId }) => itemId);
const ASK: RankRequest = { history: ["m1"], exclude: [], limit: 5 };

const someId = fc.constantFrom(...MODEL_ITEMS, ...OTHER_ITEMS, "unknown");
const someCategories = fc.subarray(CATEGORIES);
const someEntry = fc.record({
  id: fc.constantFrom(...MODEL_ITEMS, ...OTHER_ITEMS),
  title: fc.constant(""),
  categories: someCategories,
  recommendable: fc.boolean(),
  createdAtMs: fc.integer({ min: 0, max: 3 }),
  popularity: fc.integer({ min: 0, max: 3 }),
});
const someScores = fc.array(fc.integer({ min: -2, max: 2 }), {
  minLength: MODEL_ITEMS.length,
  maxLength: MODEL_ITEMS.length,
});
const someRequest = fc.record(
  {
    history: fc.constant(["m1"]),
    exclude: fc.array(someId, { maxLength: 20 }),
    categories: someCategories,
    excludeCategories: someCategories,
    candidates: fc.array(someId, { maxLength: 20 }),
    limit: fc.integer({ min: 1, max: 50 }),
  },
  { requiredKeys: ["history", "exclude", "limit"] },
);

describe("Ranker", () => {
  test("ranks exactly as a naive sort does, under any filters", async () => {
    await fc.assert(
      fc.asyncProperty(
        someScores,
        fc.array(someEntry, { maxLength: 60 }),
        someRequest,
        async (scores, entries, request) => {
          const { ranker } = rankerOf(scores);
          ranker.apply(entries);
          const rowOf = (id: string): number => MODEL_ITEMS.indexOf(id) + 1;
          const scoreOf = (id: string): number | null => scores[rowOf(id) - 1] ?? null;
          expect(ids(await ranker.rank(request))).toEqual(naiveRanking(entries, { scoreOf, rowOf }, request));
        },
      ),
      { numRuns: 500 },
    );
  });

  test("ranks by the entries' popularity where there is no model, equal ones by id", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(someEntry, { maxLength: 60 }), someRequest, async (entries, request) => {
        const ranker = new Ranker(null, log);
        ranker.apply(entries);
        const newest = new Map(entries.map((entry) => [entry.id, entry.popularity]));
        const sorted = [...newest.keys()].sort();
        const naive = { scoreOf: (id: string) => newest.get(id)!, rowOf: (id: string) => sorted.indexOf(id) };
        const ranking = await ranker.rank(request);
        expect(ids(ranking)).toEqual(naiveRanking(entries, naive, request));
        expect(ranking).toMatchObject({ scoredBy: "popular", fallback: false });
      }),
    );
  });

  test("pages through everything once, in the order of one large page", async () => {
    await fc.assert(
      fc.asyncProperty(
        someScores,
        fc.array(someEntry, { maxLength: 60 }),
        someRequest,
        fc.boolean(),
        async (scores, entries, request, hasModel) => {
          const ranker = hasModel ? rankerOf(scores).ranker : new Ranker(null, log);
          ranker.apply(entries);
          const whole = await ranker.rank({ ...request, limit: 1000 });
          const paged: RankedItem[] = [];
          for (let after: RankPosition | undefined; ; ) {
            const { items } = await ranker.rank({ ...request, after });
            paged.push(...items);
            after = items.at(-1)?.position;
            // As a cursor takes it to a client and back
            if (after !== undefined) after = JSON.parse(JSON.stringify(after)) as RankPosition;
            if (items.length < request.limit) break;
          }
          expect(paged).toEqual(whole.items);
        },
      ),
    );
  });

  test("ranks later items that have a vector among the others, page by page, equal scores by row and then by id", async () => {
    const someVectors = fc.dictionary(fc.constantFrom(...OTHER_ITEMS), fc.integer({ min: -2, max: 2 }));
    await fc.assert(
      fc.asyncProperty(
        someScores,
        fc.array(someEntry, { maxLength: 60 }),
        someVectors,
        someRequest,
        async (scores, entries, vectors, request) => {
          const { ranker, close } = await rankerWithLanguage(scores);
          ranker.apply(entries);
          for (const [id, value] of Object.entries(vectors)) ranker.addVectors([id], Float32Array.of(value));
          const asked = { ...request, ranker: "llm-srec" } as const;
          const whole = await ranker.rank({ ...asked, limit: 1000 }, Float32Array.of(1));
          const rowOf = (id: string): number => MODEL_ITEMS.indexOf(id) + 1 || 100 + OTHER_ITEMS.indexOf(id);
          const scoreOf = (id: string): number | null => scores[rowOf(id) - 1] ?? vectors[id] ?? null;
          expect(ids(whole)).toEqual(naiveRanking(entries, { scoreOf, rowOf }, { ...asked, limit: 1000 }));
          const paged: RankedItem[] = [];
          for (let after: RankPosition | undefined; ; after = paged.at(-1)?.position) {
            const { items } = await ranker.rank({ ...asked, after }, Float32Array.of(1));
            paged.push(...items);
            if (items.length < asked.limit) break;
          }
          expect(paged).toEqual(whole.items);
          await close();
        },
      ),
    );
  });

  test("ranks a later item whose vector was forgotten behind all others again", async () => {
    const { ranker, close } = await rankerWithLanguage(MODEL_ITEMS.map(() => 0));
    ranker.apply([...MODEL_ITEMS, "n1", "n2", "n3"].map((id) => entryOf(id)));
    ranker.addVectors(["n1", "n2", "n3"], Float32Array.of(1, 2, 3));
    const order = async () => ids(await ranker.rank({ ...ASK, ranker: "llm-srec", limit: 40 }, Float32Array.of(1)));
    expect((await order()).slice(0, 4)).toEqual(["n3", "n2", "n1", "m1"]);
    ranker.removeVectors(["n1", "nobody"]);
    expect(await order()).toEqual(["n3", "n2", ...MODEL_ITEMS, "n1"]);
    ranker.addVectors(["n1"], Float32Array.of(2));
    expect((await order()).slice(0, 4)).toEqual(["n3", "n1", "n2", "m1"]);
    await close();
  });

  test("neither repeats nor skips an item while others are added, changed and hidden between the pages", async () => {
    const between = fc.array(fc.array(someEntry, { maxLength: 10 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        someScores,
        fc.array(someEntry, { maxLength: 60 }),
        between,
        async (scores, entries, changes) => {
          const { ranker } = rankerOf(scores);
          ranker.apply(entries);
          // Creation times do not change; every item's is that of its first entry.
          const createdAt = new Map<string, number>();
          for (const { id, createdAtMs } of [...entries, ...changes.flat()])
            if (!createdAt.has(id)) createdAt.set(id, createdAtMs);
          const settled = (all: readonly CatalogueEntry[]) =>
            all.map((entry) => ({ ...entry, createdAtMs: createdAt.get(entry.id)! }));
          ranker.apply(settled(entries));
          const before = await ranker.rank({ ...ASK, limit: 1000 });
          const shown: string[] = [];
          let after: RankPosition | undefined;
          for (const change of [...changes, ...new Array<[]>(30).fill([])]) {
            const { items } = await ranker.rank({ ...ASK, limit: 4, after });
            shown.push(...items.map(({ itemId }) => itemId));
            after = items.at(-1)?.position ?? after;
            ranker.apply(settled(change));
          }
          expect(new Set(shown).size).toBe(shown.length);
          const touched = new Set(changes.flat().map(({ id }) => id));
          const untouched = ids(before).filter((id) => !touched.has(id));
          expect(shown.filter((id) => untouched.includes(id))).toEqual(untouched);
        },
      ),
    );
  });

  test("fills a page whenever matches exist, however far down they are", async () => {
    const { ranker } = rankerOf(MODEL_ITEMS.map((_, index) => -index));
    ranker.apply(MODEL_ITEMS.map((id, index) => entryOf(id, { categories: index >= 26 ? ["last"] : ["first"] })));
    expect(ids(await ranker.rank({ ...ASK, categories: ["last"], limit: 3 }))).toEqual(["m27", "m28", "m29"]);
    expect(ids(await ranker.rank({ ...ASK, exclude: MODEL_ITEMS.slice(0, 25), limit: 3 }))).toEqual([
      "m26",
      "m27",
      "m28",
    ]);
  });

  test("ranks candidates whether they are recommendable or not, and leaves out those that nobody knows", async () => {
    const { ranker } = rankerOf(MODEL_ITEMS.map((_, index) => index));
    ranker.apply([entryOf("m1"), entryOf("m2", { recommendable: false }), entryOf("n1")]);
    const candidates = ["n1", "m1", "m2", "m2", "m3", "nobody"];
    expect(ids(await ranker.rank({ ...ASK, candidates, exclude: ["m1"] }))).toEqual(["m2", "m1", "n1"]);
  });

  test("shows the model its own items of the history, oldest first, and skips the others", async () => {
    const { ranker, shown } = rankerOf(MODEL_ITEMS.map(() => 0));
    ranker.apply([entryOf("n1")]);
    await ranker.rank({ ...ASK, history: ["m9", "nobody", "m2", "n1", "m9"] });
    expect(shown).toEqual([[9, 2, 9]]);
  });

  test("ranks by popularity where the history holds nothing that the model knows", async () => {
    const { ranker, shown } = rankerOf(
      MODEL_ITEMS.map((_, index) => index),
      MODEL_ITEMS.map((_, index) => -index),
    );
    ranker.apply(MODEL_ITEMS.map((id) => entryOf(id)));
    for (const history of [[], ["nobody", "n1"]]) {
      const ranking = await ranker.rank({ ...ASK, history, limit: 2 });
      expect(ranking).toMatchObject({ scoredBy: "popular", fallback: false });
      expect(ids(ranking)).toEqual(["m1", "m2"]);
    }
    expect(shown).toEqual([]);
  });

  test.each([Number.NaN, Infinity, -Infinity])(
    "ranks by popularity, says so and logs it when a score is %p",
    async (broken) => {
      const scores = MODEL_ITEMS.map((_, index) => index);
      scores[7] = broken;
      const { ranker } = rankerOf(
        scores,
        MODEL_ITEMS.map((_, index) => -index),
      );
      ranker.apply(MODEL_ITEMS.map((id) => entryOf(id)));
      const ranking = await ranker.rank({ ...ASK, limit: 2 });
      expect(ranking).toMatchObject({ scoredBy: "popular", fallback: true });
      expect(ids(ranking)).toEqual(["m1", "m2"]);
      expect(logged).toHaveLength(1);
      expect(logged[0]!.message).toContain("not finite");
    },
  );

  test("says what scored, and gives items that the model does not know no score", async () => {
    const { ranker } = rankerOf(MODEL_ITEMS.map(() => -3));
    ranker.apply([entryOf("m4"), entryOf("n1", { createdAtMs: 5 }), entryOf("n2", { createdAtMs: 9 })]);
    expect(await ranker.rank(ASK)).toEqual({
      items: [
        { itemId: "m4", score: -3, position: { tier: 0, score: -3, tie: "4" } },
        { itemId: "n2", score: 0, position: { tier: 1, score: 9, tie: "n2" } },
        { itemId: "n1", score: 0, position: { tier: 1, score: 5, tie: "n1" } },
      ],
      scoredBy: "sasrec",
      ranker: "cf-srec",
      freshness: null,
      languageVersion: null,
      fallback: false,
    });
  });

  test("ranks from the old catalogue until a replacement is complete", async () => {
    const { ranker } = rankerOf(MODEL_ITEMS.map(() => 0));
    ranker.apply([entryOf("m1"), entryOf("m2")]);
    ranker.beginReplacement();
    ranker.apply([entryOf("m3")], { isReplacement: true });
    expect(ids(await ranker.rank(ASK))).toEqual(["m1", "m2"]);
    ranker.apply([entryOf("m4")]); // An update of the present catalogue meanwhile
    expect(ids(await ranker.rank(ASK))).toEqual(["m1", "m2", "m4"]);
    ranker.endReplacement();
    expect(ids(await ranker.rank(ASK))).toEqual(["m3"]);
  });

  test("forgets a replacement that was broken off", async () => {
    const { ranker } = rankerOf(MODEL_ITEMS.map(() => 0));
    ranker.apply([entryOf("m1")]);
    ranker.beginReplacement();
    ranker.apply([entryOf("m3")], { isReplacement: true });
    ranker.beginReplacement();
    ranker.apply([entryOf("m5")], { isReplacement: true });
    ranker.endReplacement();
    expect(ids(await ranker.rank(ASK))).toEqual(["m5"]);
  });

  test("takes ids and categories that are names of an object's own members", async () => {
    const ranker = new Ranker(null, log);
    ranker.apply([entryOf("__proto__", { categories: ["constructor"] }), entryOf("toString")]);
    expect(ids(await ranker.rank({ ...ASK, categories: ["constructor"] }))).toEqual(["__proto__"]);
    expect(ids(await ranker.rank({ ...ASK, exclude: ["__proto__", "hasOwnProperty"] }))).toEqual(["toString"]);
  });
});
