import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";

import { PAPER_PROMPT } from "../../src/ml/llm-srec/promptOptions.js";
import { LLM_SREC_ITEMS, publishLlmSrec } from "../recommend/llmSrecVersion.js";
import { openTestPlatform, type TestPlatform } from "../recommend/testPlatform.js";
import { openTestApi, type TestApi } from "../server/testApi.js";

jest.setTimeout(120_000); // processes and databases take their time to start on a busy machine

/** One server waits for the language model however long it takes, the other, on the same database, not at all. */
let patientPlatform: TestPlatform;
let hurriedPlatform: TestPlatform;
let patient: TestApi;
let hurried: TestApi;

beforeAll(async () => {
  patientPlatform = await openTestPlatform();
  hurriedPlatform = await openTestPlatform({ beside: patientPlatform, languageBudgetMs: 0 });
  await patientPlatform.spaces.create("other");
  [patient, hurried] = [
    await openTestApi({ platform: patientPlatform }),
    await openTestApi({ platform: hurriedPlatform }),
  ];
  const items = LLM_SREC_ITEMS.map((id) => ({ id, title: `Title of ${id}` }));
  await patient.ask("mutation ($items: [ItemInput!]!) { upsertItems(items: $items) { created } }", { items });
  await publishLlmSrec(patientPlatform, "reader");
  await patient.ask('mutation { promoteModel(id: "reader") { id } }');
}, 120_000);
afterAll(async () => {
  await hurried.close();
  await patient.close();
  await hurriedPlatform.close();
  await patientPlatform.close();
});

interface Edge {
  readonly cursor: string;
  readonly score: number;
  readonly node: { readonly id: string };
  readonly why: { sentence: string; causes: { share: number; item: { id: string; title: string } }[] } | null;
}
interface Told {
  readonly requestId: string;
  readonly ranker: string;
  readonly freshness: string | null;
  readonly edges: readonly Edge[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

async function dataOf<T>(api: TestApi, query: string, variables: object = {}): Promise<T> {
  const { body } = await api.ask(query, variables);
  expect(body.errors).toBeUndefined();
  return body.data as T;
}

const recommend = async (api: TestApi, variables: object, selection = ""): Promise<Told> => {
  const query = `query ($user: UserInput!, $first: Int! = 100, $after: String, $ranker: RankerChoice! = AUTO) {
    recommendations(user: $user, first: $first, after: $after, ranker: $ranker) {
      requestId ranker freshness edges { cursor score node { id } ${selection} } pageInfo { hasNextPage endCursor } } }`;
  return (await dataOf<{ recommendations: Told }>(api, query, variables)).recommendations;
};
const idsOf = ({ edges }: Told): string[] => edges.map(({ node }) => node.id);

let events = 0;
async function log(userId: string, ...itemIds: string[]): Promise<void> {
  const sent = itemIds.map((itemId) => ({
    ...{ userId, itemId, type: "view", eventId: `event-${++events}` },
    occurredAt: new Date(Date.UTC(2025, 0, 1, 0, events)).toISOString(),
  }));
  const query = "mutation ($events: [EventInput!]!) { logInteractions(events: $events) { loggedCount } }";
  expect(await dataOf(patient, query, { events: sent })).toEqual({ logInteractions: { loggedCount: sent.length } });
}

/** Asks until the answer is as wanted: what is computed behind an answer comes when it comes. */
async function until<T>(ask: () => Promise<T>, isWanted: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (isWanted(answer)) return answer;
  }
}

const untilFresh = (userId: string): Promise<Told> =>
  until(
    () => recommend(hurried, { user: { userId } }),
    ({ freshness }) => freshness === "FRESH",
  );

/** Goes on with a first page to the end. */
async function rest(api: TestApi, user: object, first: Told): Promise<readonly Told[]> {
  const pages = [first];
  for (let last = first; last.pageInfo.hasNextPage; pages.push(last))
    last = await recommend(api, { user, first: 5, after: last.pageInfo.endCursor });
  return pages;
}

describe("An answer of a model with a language model", () => {
  test("is fused by default, and can be asked of each of its parts", async () => {
    await log("ada", "i3", "i9", "i14");
    const user = { userId: "ada" };
    const fused = await recommend(patient, { user });
    expect(fused).toMatchObject({ ranker: "FUSED", freshness: "FRESH" });
    expect(fused.edges).toHaveLength(27);
    expect(await recommend(patient, { user, ranker: "FUSED" })).toMatchObject({ edges: expectedScores(fused) });
    const orders = [idsOf(fused).join(" ")];
    for (const [ranker, freshness] of [
      ["CF_SREC", null],
      ["LLM_SREC", "FRESH"],
      ["POPULAR", null],
    ] as const) {
      const told = await recommend(patient, { user, ranker });
      expect([told.ranker, told.freshness]).toEqual([ranker, freshness]);
      orders.push(idsOf(told).join(" "));
    }
    expect(new Set(orders).size).toBe(4);
  });

  test("reads a history that was sent as it does one of the log, and has it for who sends the same again", async () => {
    const history = ["i3", "i9", "i14"];
    const sent = await recommend(patient, { user: { history } });
    expect(sent).toMatchObject({ ranker: "FUSED", freshness: "FRESH" });
    const pages = await rest(patient, { history }, await recommend(patient, { user: { history }, first: 5 }));
    expect(pages.flatMap(idsOf)).toEqual(idsOf(sent));
    expect(pages.map(({ freshness }) => freshness)).toEqual(pages.map(() => "FRESH"));
    expect(await recommend(hurried, { user: { history } })).toMatchObject({ ranker: "CF_SREC", freshness: "CF_ONLY" });
    const again = await until(
      () => recommend(hurried, { user: { history } }),
      ({ freshness }) => freshness === "FRESH",
    );
    expect(again.edges).toEqual(expectedScores(sent));
  });

  test("ranks candidates by the same, and says so", async () => {
    const query = `query ($ids: [ID!]!, $ranker: RankerChoice! = AUTO) {
      rankItems(user: { userId: "ada" }, itemIds: $ids, ranker: $ranker) { ranker freshness ranked { item { id } } } }`;
    const ids = ["i20", "i3", "i21", "i22"];
    expect(await dataOf(patient, query, { ids })).toMatchObject({ rankItems: { ranker: "FUSED", freshness: "FRESH" } });
    expect(await dataOf(patient, query, { ids, ranker: "CF_SREC" })).toMatchObject({
      rankItems: { ranker: "CF_SREC", freshness: null },
    });
  });

  test("is of popularity, with no language model, for an empty history", async () => {
    expect(await recommend(patient, { user: { history: [] } })).toMatchObject({ ranker: "POPULAR", freshness: null });
  });

  test("is counted by its freshness", async () => {
    const { text } = await patient.send("/metrics");
    expect(text).toMatch(/^sequitur_answers_total\{ranker="FUSED",freshness="FRESH"\} \d+$/m);
    expect(text).toMatch(/^sequitur_answers_total\{ranker="CF_SREC",freshness="NONE"\} \d+$/m);
  });
});

/** The same items with the same scores; cursors differ by the time of their making. */
function expectedScores({ edges }: Told): unknown {
  return edges.map(({ score, node }) => expect.objectContaining({ score, node }));
}

describe("An answer that does not wait", () => {
  test("goes without the language model, which has read the user for the next one", async () => {
    await log("ben", "i4", "i8");
    const first = await recommend(hurried, { user: { userId: "ben" } });
    expect(first).toMatchObject({ ranker: "CF_SREC", freshness: "CF_ONLY" });
    const later = await untilFresh("ben");
    expect(later.ranker).toBe("FUSED");
    expect(later.edges).toEqual(expectedScores(await recommend(patient, { user: { userId: "ben" } })));
  });

  test("goes on without it on its later pages, though the user was read meanwhile", async () => {
    await log("cleo", "i1", "i2", "i7");
    const user = { userId: "cleo" };
    const whole = await recommend(hurried, { user, ranker: "CF_SREC" });
    const first = await recommend(hurried, { user, first: 5 });
    expect(first.freshness).toBe("CF_ONLY");
    await untilFresh("cleo");
    for (const api of [hurried, patient]) {
      const pages = await rest(api, user, first);
      expect(pages.flatMap(idsOf)).toEqual(idsOf(whole));
      expect(new Set(pages.map(({ requestId, freshness }) => `${requestId} ${freshness}`)).size).toBe(1);
    }
  });

  test("uses what it read of the user before, and its later pages go on with that, on any server", async () => {
    await log("dora", "i5", "i6", "i10");
    const user = { userId: "dora" };
    await untilFresh("dora");
    await log("dora", "i11");
    const stale = await recommend(hurried, { user });
    expect(stale).toMatchObject({ ranker: "FUSED", freshness: "LLM_STALE" });
    expect(idsOf(stale)).not.toContain("i11");
    await untilFresh("dora");
    await log("dora", "i12");
    const first = await recommend(hurried, { user, first: 5 });
    expect(first.freshness).toBe("LLM_STALE");
    await untilFresh("dora");
    const pages = await rest(hurried, user, first);
    expect(pages.map(({ freshness }) => freshness)).toEqual(pages.map(() => "LLM_STALE"));
    const ids = pages.flatMap(idsOf);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(30 - 5);
    // The other server never read that history: it does so from the log.
    expect((await rest(patient, user, first)).flatMap(idsOf)).toEqual(ids);
  });

  test("knows nothing of a deleted user who had the same id", async () => {
    await log("eve", "i5", "i6");
    await untilFresh("eve");
    await dataOf(patient, 'mutation { deleteUser(id: "eve") { deletedId } }');
    await log("eve", "i20", "i21");
    expect(await recommend(hurried, { user: { userId: "eve" } })).toMatchObject({ freshness: "CF_ONLY" });
  });

  test("reads a history anew when the space gives its events another meaning", async () => {
    await log("finn", "i5", "i6");
    await untilFresh("finn");
    await patientPlatform.spaces.setEventMeanings(patientPlatform.space, { other: "IGNORED" });
    expect((await recommend(hurried, { user: { userId: "finn" } })).freshness).not.toBe("FRESH");
    await patientPlatform.spaces.setEventMeanings(patientPlatform.space, {});
  });
});

describe("Pages of any length", () => {
  test.each(["patient", "hurried"])("from either server make the one list that a %s server began", async (name) => {
    await log(`gus-${name}`, "i2", "i4", "i6");
    const user = { userId: `gus-${name}` };
    const api = name === "patient" ? patient : hurried;
    const [sizes, seen]: [number[], string[]] = [[3, 1, 7, 2, 5, 4, 6, 8], []];
    const first = await recommend(api, { user, first: sizes[0] });
    const whole = await recommend(patient, { user, ranker: first.ranker });
    let page = first;
    seen.push(...idsOf(page));
    for (let number = 1; page.pageInfo.hasNextPage; number++) {
      if (number === 3) await log(user.userId, whole.edges.at(-1)!.node.id);
      const variables = { user, first: sizes[number], after: page.pageInfo.endCursor };
      page = await recommend(number % 2 === 0 ? hurried : patient, variables);
      expect([page.requestId, page.freshness]).toEqual([first.requestId, first.freshness]);
      seen.push(...idsOf(page));
    }
    expect(seen).toEqual(idsOf(whole).slice(0, -1)); // the last one was seen meanwhile
  });
});

describe("Why an item is recommended", () => {
  test("is told of real items of the history alone, best first", async () => {
    const { edges } = await recommend(patient, { user: { userId: "ada" }, first: 20 }, WHY);
    const told = edges.flatMap(({ why }) => (why === null ? [] : [why]));
    expect(told.length).toBeGreaterThan(0);
    for (const { sentence, causes } of told) {
      expect(causes.length).toBeLessThanOrEqual(3);
      const shares = causes.map(({ share }) => share);
      expect(shares).toEqual([...shares].sort((a, b) => b - a));
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1.000_001); // sums of floats
      for (const { item } of causes) expect(["i3", "i9", "i14"]).toContain(item.id);
      const named = causes.map(({ item, share }) => `"${item.title}" (${Math.round(share * 100)} %)`);
      expect(sentence.replace(/^Because of /, "").split(/, | and /)).toEqual(named);
    }
  });

  test("is told of the model that ordered the answer: another one has other reasons", async () => {
    const reasons = async (ranker: string) =>
      JSON.stringify(
        (await recommend(patient, { user: { userId: "ada" }, ranker }, WHY)).edges
          .map(({ node, why }) => `${node.id} ${why?.sentence ?? ""}`)
          .sort(),
      );
    expect(new Set([await reasons("FUSED"), await reasons("CF_SREC"), await reasons("LLM_SREC")]).size).toBe(3);
  });
});

const WHY = "why { sentence causes { share item { id title } } }";

describe("Items that came after training", () => {
  const scoreOf = async (api: TestApi, id: string): Promise<number> => {
    const query = `query ($ids: [ID!]!) { rankItems(user: { userId: "ada" }, itemIds: $ids, ranker: LLM_SREC) { freshness ranked { score item { id } } } }`;
    const { rankItems } = await dataOf<{ rankItems: { ranked: { score: number }[] } }>(api, query, { ids: [id] });
    return rankItems.ranked[0]!.score;
  };
  const vectorsOf = async (id: string): Promise<number> => {
    const query = `select count(*)::int as vectors from "ItemVector" where "itemId" = $1`;
    return (await patientPlatform.database.pool.query<{ vectors: number }>(query, [id])).rows[0]!.vectors;
  };
  const write = (id: string, title: string) =>
    dataOf(patient, "mutation ($items: [ItemInput!]!) { upsertItems(items: $items) { created } }", {
      items: [{ id, title }],
    });

  test("are ranked by their titles as soon as these were read, among the others", async () => {
    await write("new", "A lantern of wool");
    expect((await recommend(patient, { user: { userId: "ada" } })).edges).toHaveLength(28);
    expect(
      await until(
        () => scoreOf(patient, "new"),
        (score) => score !== 0,
      ),
    ).not.toBe(0);
    expect(
      await until(
        () => vectorsOf("new"),
        (vectors) => vectors > 0,
      ),
    ).toBe(1);
    const ranked = await recommend(patient, { user: { userId: "ada" } });
    expect(ranked.edges.find(({ node }) => node.id === "new")!.score).not.toBe(0);
  });

  test("are read once: another server finds their vectors", async () => {
    const score = await scoreOf(patient, "new");
    const turned = `update "ItemVector" set vector = $1 where "itemId" = 'new'`;
    const [{ vector }] = (
      await patientPlatform.database.pool.query<{ vector: Buffer }>(
        `select vector from "ItemVector" where "itemId" = 'new'`,
      )
    ).rows as [{ vector: Buffer }];
    for (let at = 0; at < vector.length; at += 4) vector.writeFloatLE(-vector.readFloatLE(at), at);
    await patientPlatform.database.pool.query(turned, [vector]);
    const third = await openTestPlatform({ beside: patientPlatform });
    const api = await openTestApi({ platform: third });
    expect(
      await until(
        () => scoreOf(api, "new"),
        (found) => found !== 0,
      ),
    ).toBe(-score);
    await api.close();
    await third.close();
  });

  test("are read again when their title changes, and forgotten when they are deleted", async () => {
    const before = await scoreOf(patient, "new");
    await write("new", "Paper and ink, two boxes");
    const after = await until(
      () => scoreOf(patient, "new"),
      (score) => score !== 0 && score !== before,
    );
    expect(after).not.toBe(before);
    await dataOf(patient, 'mutation { deleteItems(ids: ["new"]) { deletedIds } }');
    expect(await vectorsOf("new")).toBe(0);
  });
});

describe("A model version with a language model", () => {
  test("is told the days of the log, where it reads them", async () => {
    const prompt = { ...PAPER_PROMPT, window: 5, maxTokens: 512 };
    await publishLlmSrec(patientPlatform, "dated", { prompt, hasTitleStates: false });
    await dataOf(patient, 'mutation { promoteModel(id: "dated") { id } }');
    const scores = async (user: object, ranker: string) =>
      (await recommend(patient, { user, ranker })).edges.map(({ score }) => score);
    const [logged, sent] = [{ userId: "ada" }, { history: ["i3", "i9", "i14"] }];
    expect(await scores(logged, "CF_SREC")).toEqual(await scores(sent, "CF_SREC"));
    expect(await scores(logged, "LLM_SREC")).not.toEqual(await scores(sent, "LLM_SREC"));
    await dataOf(patient, 'mutation { promoteModel(id: "reader") { id } }');
  });

  test("shows what it is made of", async () => {
    const query =
      "{ models(first: 100) { edges { node { kind isServed recipe llmSrec { languageModel isCatalogueModel layers allLayers teacherKind window readsTitles readsDates fusion { languageModel teacher popularity } rankers { ranker } } } } } }";
    expect(await dataOf(patient, query)).toMatchObject({
      models: {
        edges: [
          { node: { isServed: false, llmSrec: { readsTitles: true, readsDates: true } } },
          {
            node: {
              ...{ kind: "llm-srec", isServed: true, recipe: "default" },
              llmSrec: {
                ...{ languageModel: "tiny", isCatalogueModel: false, layers: 2, allLayers: 2, teacherKind: "sasrec" },
                ...{ window: 5, readsTitles: false, rankers: [] },
                fusion: { languageModel: [0.9, -0.1, 0.2], teacher: [0.7, 0.2, -0.1], popularity: 0.3 },
              },
            },
          },
        ],
      },
    });
  });
});
