import { describe, expect, test } from "@jest/globals";

import type { DemoColumn } from "../../src/commands/demo/askEveryRanker.js";
import { askWhenRead } from "../../src/commands/demo/askWhenRead.js";
import { demoModelScores } from "../../src/commands/demo/demoModelScores.js";
import { DEMO_RANKERS } from "../../src/commands/demo/demoOperations.js";
import { DEMO_SPACE } from "../../src/commands/demo/demoSpace.js";
import { rankerTable } from "../../src/commands/demo/rankerTable.js";
import { heldOutNdcgAt10 } from "../../src/commands/demo/selfCheck.js";
import { selfCheckFaults, type SelfCheck } from "../../src/commands/demo/selfCheckFaults.js";
import { selfCheckReport } from "../../src/commands/demo/selfCheckReport.js";
import { seriesReader } from "../../src/commands/demo/seriesReader.js";
import { shortTitle } from "../../src/commands/demo/shortTitle.js";
import { tryNewItem } from "../../src/commands/demo/tryNewItem.js";
import type { ModelVersion } from "../../src/store/modelVersionRepository.js";

interface Variables {
  readonly item?: { readonly id: string };
  readonly id?: string;
  readonly user?: { readonly userId: string };
  readonly after?: string | null;
}

const titles = (...ids: string[]) => ids.map((id) => ({ id, title: `Title of ${id}` }));
const ten = titles("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
const fresh = { ranker: "FUSED", freshness: "FRESH", recommended: ten };

const COLUMNS: readonly DemoColumn[] = DEMO_RANKERS.map((asked) => ({ ...fresh, asked, ranker: asked }));

const FINE: SelfCheck = {
  answer: {
    userId: "ben",
    history: titles("x"),
    columns: COLUMNS,
    unasked: fresh,
    why: 'Because of "Title of x" (100 %)',
  },
  heldOutId: "b",
  newItem: { title: "New", readerId: "cleo", place: 3, otherId: "ben", otherPlace: 40, afterMs: 84.4, isGone: true },
  click: {
    userId: "ada",
    clicked: { id: "a", title: "Title of a" },
    before: ten,
    after: ten.slice(1),
    freshness: "FRESH",
    loggedMs: 4.2,
    answeredMs: 11.7,
  },
  scores: {
    fused: { ordered: 0.61, shuffled: 0.31 },
    llmSRec: { ordered: 0.55, shuffled: 0.28 },
    teacher: { ordered: 0.6, shuffled: 0.3 },
    markov: { ordered: 0.12, shuffled: 0.08 },
    popular: { ordered: 0.03, shuffled: 0.03 },
  },
  oracle: 0.8,
  api: { ndcgAt10: 0.59, users: 300, freshUsers: 299 },
};

const withScores = (change: Partial<SelfCheck["scores"]>) => ({ scores: { ...FINE.scores, ...change } });
const withAnswer = (change: Partial<SelfCheck["answer"]>) => ({ answer: { ...FINE.answer, ...change } });
const withColumn = (change: Partial<DemoColumn>) =>
  withAnswer({ columns: COLUMNS.map((column) => (column.asked === "LLM_SREC" ? { ...column, ...change } : column)) });

describe("selfCheckFaults()", () => {
  test("finds nothing where all is well", () => {
    expect(selfCheckFaults(FINE)).toEqual([]);
  });

  test("lets FUSED lose a hundredth to its teacher, but not a tenth", () => {
    expect(selfCheckFaults({ ...FINE, ...withScores({ fused: { ordered: 0.594, shuffled: 0.3 } }) })).toEqual([]);
  });

  test.each<[string, Partial<SelfCheck>]>([
    ["recommended 9 items by LLM_SREC", withColumn({ recommended: ten.slice(1) })],
    ["LLM_SREC was asked for, and CF_SREC answered", withColumn({ ranker: "CF_SREC" })],
    ["came from CF_SREC", withAnswer({ unasked: { ...fresh, ranker: "CF_SREC" } })],
    ["answer differently", withAnswer({ unasked: { ...fresh, recommended: ten.toReversed() } })],
    ["did not read ben: CF_ONLY", withAnswer({ unasked: { ...fresh, freshness: "CF_ONLY" } })],
    ["nothing explains", withAnswer({ why: null })],
    ["not ranked by its title", { newItem: { ...FINE.newItem, place: null } }],
    ["at place 251 to a reader of its series, 250 at most is wanted", { newItem: { ...FINE.newItem, place: 251 } }],
    ["a deleted item", { newItem: { ...FINE.newItem, isGone: false } }],
    ["did not change", { click: { ...FINE.click, after: FINE.click.before, clicked: { id: "z", title: "" } } }],
    ["recommended again", { click: { ...FINE.click, after: ten.toReversed() } }],
    ["no better than popularity", withScores({ popular: { ordered: 0.2, shuffled: 0.2 } })],
    ["LLM_SREC is no better than a Markov chain", withScores({ llmSRec: { ordered: 0.1, shuffled: 0.01 } })],
    ["CF_SREC does not mind shuffled", withScores({ teacher: { ordered: 0.6, shuffled: 0.59 } })],
    ["FUSED is worse", withScores({ fused: { ordered: 0.54, shuffled: 0.3 } })],
    ["the API finds", { api: { ...FINE.api, ndcgAt10: 0.1 } }],
  ])("finds that %s", (fault, change) => {
    expect(selfCheckFaults({ ...FINE, ...change })).toEqual([expect.stringContaining(fault)]);
  });
});

describe("selfCheckReport()", () => {
  test("shows every ranker's answer, a reason, a new item, what a click changed and when, and all scores", () => {
    const report = selfCheckReport(FINE);
    expect(report).toMatch(/POPULAR +CF_SREC +LLM_SREC +FUSED\n/);
    expect(report).toMatch(/ 2 {2}(Title of b \* *){4}\n/);
    expect(report).toContain("FUSED answers, FRESH. Why its first item?\n     Because of");
    expect(report).toContain(
      "has it after 84 ms\n  to cleo, who reads the series: place 3\n  to ben, who does not: place 40\n",
    );
    expect(report).toContain("acknowledged after 4 ms, the changed answer was there after 12 ms, FRESH");
    for (const score of ["0.800", "0.610  0.310", "0.550  0.280", "0.600  0.300", "0.120  0.080", "0.030  0.030"])
      expect(report).toContain(score);
    expect(report).toContain("0.590");
    expect(report).toMatch(/Self-check passed$/);
  });

  test("says what is wrong", () => {
    const report = selfCheckReport({ ...FINE, newItem: { ...FINE.newItem, place: null, afterMs: 10_000 } });
    expect(report).toContain("after 10000 ms\n  to cleo, who reads the series: behind all others\n");
    expect(report).toMatch(/Self-check FAILED: an item .*$/);
  });
});

describe("rankerTable()", () => {
  test("leaves a place empty where a ranker has nothing more", () => {
    const columns = [{ ...COLUMNS[0]!, recommended: titles("a") }, COLUMNS[1]!];
    expect(rankerTable(columns, 2, "b").at(-1)).toMatch(/^ {2}2 {30}Title of b \*$/);
  });
});

describe("shortTitle()", () => {
  test("drops the subtitle, and the middle of what is still too long, but not the number of the part", () => {
    expect(shortTitle("The Debt of Chinatown 1 - The Second Window", 26)).toBe("The Debt of Chinatown 1");
    expect(shortTitle("The Trombone of Dithering, Season 4: The Southern Winter", 26)).toBe(
      "The Trombone of D…Season 4",
    );
  });
});

describe("askWhenRead()", () => {
  test("asks again until the language model has read the user, and once where there is none", async () => {
    const told = ["CF_ONLY", "LLM_STALE", "FRESH", "FRESH"];
    let asked = 0;
    const ask = <Data>() =>
      Promise.resolve({ recommendations: { ranker: "FUSED", freshness: told[asked++], edges: [] } } as Data);
    expect(await askWhenRead(ask, { user: { userId: "ben" }, first: 10 })).toMatchObject({ freshness: "FRESH" });
    expect(asked).toBe(3);
  });
});

describe("seriesReader()", () => {
  const histories = new Map([
    ["ada", ["Other 1", "Series, Book 1", "Other 2", "Other 3"]],
    ["ben", ["Series, Book 1", "Other 1", "Series, Book 2", "Other 2"]],
  ]);
  const ask = <Data>(_query: string, { userId }: { userId?: string } = {}) => {
    const edges = histories.get(userId!)!.map((title) => ({ node: { item: { id: title, title } } }));
    return Promise.resolve({ interactions: { edges } } as Data);
  };

  test("finds the first who took two parts of late", async () => {
    expect(await seriesReader(ask, ["ada", "ben"], "Series")).toBe("ben");
  });

  test("says that there is none", async () => {
    await expect(seriesReader(ask, ["ada"], "Series")).rejects.toThrow('nobody of 1 users reads "Series"');
  });
});

describe("tryNewItem()", () => {
  test("waits until the reader is recommended the item, finds the other's on a later page, deletes it, and looks whether it is gone", async () => {
    const written = new Set<string>();
    const inFirstPage = (variables: Variables) => variables.after == null;
    let firstPages = 0;
    const ask = <Data>(query: string, variables: Variables = {}) => {
      if (query.includes("upsertItems")) written.add(variables.item!.id);
      else if (query.includes("deleteItems")) written.delete(variables.id!);
      if (query.includes("recommendations") && inFirstPage(variables)) firstPages++;
      const isReady = firstPages > 2; // before the item, and too soon after it
      const isPage = inFirstPage(variables) === (variables.user?.userId === "cleo");
      const nodes = [...titles("a"), ...(isReady && isPage ? titles(...written) : [])];
      const pageInfo = { hasNextPage: inFirstPage(variables), endCursor: "next" };
      return Promise.resolve({
        recommendations: { freshness: "FRESH", pageInfo, edges: nodes.map((node) => ({ node })) },
      } as Data);
    };
    let nowMs = 0;
    const item = await tryNewItem(ask, { readerId: "cleo", otherId: "ben", nowMs: () => (nowMs += 5) });
    expect(item).toMatchObject({
      readerId: "cleo",
      place: 2,
      otherId: "ben",
      otherPlace: 102,
      afterMs: 10,
      isGone: true,
    });
  });
});

describe("heldOutNdcgAt10()", () => {
  test("is the mean gain of the held-out items' places, and counts whom the language model had read", async () => {
    const recommendations = { requestId: "r", ranker: "FUSED", edges: ten.map((node) => ({ node })) };
    let asked = 0;
    const ask = <Data>() =>
      Promise.resolve({
        recommendations: { ...recommendations, freshness: asked++ === 0 ? "CF_ONLY" : "FRESH" },
      } as Data);
    const heldOut = new Map([
      ["first", "a"],
      ["third", "c"],
      ["nowhere", "z"],
    ]);
    const { ndcgAt10, ...counts } = await heldOutNdcgAt10(ask, heldOut);
    expect(ndcgAt10).toBeCloseTo((1 + 0.5 + 0) / 3, 12); // float64
    expect(counts).toEqual({ users: 3, freshUsers: 2 });
  });
});

describe("demoModelScores()", () => {
  const measured = (ndcg: number) => ({ users: 1, full: { "NDCG@10": ndcg } });
  const audit = (ordered: number, shuffled: number) => ({ ordered: measured(ordered), shuffled: measured(shuffled) });
  const version = (kind: string, card = {}): ModelVersion => ({
    ...{ id: kind, spaceId: DEMO_SPACE, runId: null, kind, checksum: "", createdAt: new Date(0), promotedAt: null },
    metrics: {},
    card,
  });
  const rows = { teacher: audit(0.6, 0.3), llmSRec: audit(0.55, 0.28), fused: audit(0.61, 0.31) };
  const languageModel = version("llm-srec", { audit: rows.fused, rows });
  const markov = version("markov", { audit: audit(0.12, 0.08) });
  const popular = version("popular", { audit: audit(0.03, 0.03) });

  test("takes the newest version of each kind", () => {
    const older = { teacher: audit(0, 0), llmSRec: audit(0, 0), fused: audit(0, 0) };
    const versions = [languageModel, version("llm-srec", { rows: older }), version("sasrec"), markov, popular];
    expect(demoModelScores(versions)).toEqual(FINE.scores);
  });

  test("is null while a kind is missing or was not measured", () => {
    expect(demoModelScores([languageModel, markov])).toBeNull();
    expect(demoModelScores([version("llm-srec"), markov, popular])).toBeNull();
    expect(demoModelScores([version("sasrec", { audit: rows.teacher }), markov, popular])).toBeNull();
  });
});
