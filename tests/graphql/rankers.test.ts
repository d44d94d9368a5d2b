import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { publishMarkov } from "../recommend/markovVersion.js";
import { openTestApi, type TestApi } from "../server/testApi.js";
import { fillShop, ITEM_IDS } from "./shop.js";

let api: TestApi;
let statements = 0;
beforeAll(async () => {
  api = await openTestApi();
  await fillShop(api, api.keys.WRITER);
  const id = await publishMarkov(api.platform, "chain", [ITEM_IDS.slice(0, 12), ITEM_IDS.slice(2, 14)]);
  await api.ask("mutation ($id: ID!) { promoteModel(id: $id) { id } }", { id });
  api.platform.database.pool.on("acquire", () => statements++);
}, 60_000);
afterAll(async () => {
  await api.close();
});

const RECOMMEND = `query ($user: UserInput!, $first: Int! = 5, $after: String, $ranker: RankerChoice! = AUTO) {
  recommendations(user: $user, first: $first, after: $after, ranker: $ranker) {
    ranker freshness modelVersionId edges { cursor node { id title } why { sentence causes { share item { id title } } } }
  }
}`;

interface Told {
  readonly ranker: string;
  readonly freshness: string | null;
  readonly edges: readonly {
    readonly cursor: string;
    readonly node: { readonly id: string };
    readonly why: { sentence: string; causes: { share: number; item: { id: string } }[] } | null;
  }[];
}

const recommend = async (variables: object): Promise<Told> => {
  const { body } = await api.ask(RECOMMEND, variables, api.keys.READER);
  expect(body.errors).toBeUndefined();
  return (body.data as { recommendations: Told }).recommendations;
};
const user = { userId: "ada-0001" };

describe("A ranker that is asked for", () => {
  test("is left to the served model by default; no language model takes part in a Markov chain", async () => {
    expect(await recommend({ user })).toMatchObject({ ranker: "MARKOV", freshness: null, modelVersionId: "chain" });
  });

  test("can be popularity, whatever is served", async () => {
    const told = await recommend({ user, ranker: "POPULAR" });
    expect(told).toMatchObject({ ranker: "POPULAR", freshness: null });
    expect(told.edges.map(({ why }) => why)).toEqual(told.edges.map(() => null));
  });

  test.each(["CF_SREC", "LLM_SREC", "FUSED"])(
    "that the served model has not is answered by what it has: %s",
    async (ranker) => {
      const [asked, own] = [await recommend({ user, ranker }), await recommend({ user })];
      expect(asked.ranker).toBe("MARKOV");
      expect(asked.edges.map(({ node }) => node.id)).toEqual(own.edges.map(({ node }) => node.id));
    },
  );

  test("orders candidates, too", async () => {
    const query = `query ($ranker: RankerChoice!) {
      rankItems(user: { history: ["item-0003"] }, itemIds: ["item-0009", "item-0004"], ranker: $ranker) { ranker freshness ranked { item { id } } }
    }`;
    const ranked = async (ranker: string): Promise<unknown> =>
      (await api.ask(query, { ranker }, api.keys.READER)).body.data;
    expect(await ranked("AUTO")).toMatchObject({
      rankItems: { ranker: "MARKOV", freshness: null, ranked: [{ item: { id: "item-0004" } }, {}] },
    });
    expect(await ranked("POPULAR")).toMatchObject({ rankItems: { ranker: "POPULAR", freshness: null } });
  });

  test("is the same on all pages: a cursor is refused to another one", async () => {
    const { cursor: after } = (await recommend({ user, ranker: "POPULAR" })).edges[1]!;
    const second = await recommend({ user, ranker: "POPULAR", after });
    expect(second.ranker).toBe("POPULAR");
    const { body } = await api.ask(RECOMMEND, { user, after }, api.keys.READER);
    expect(body.errors?.[0]?.extensions.code).toBe("CURSOR_INVALID");
  });

  test("is counted, with what a language model knew", async () => {
    const { text } = await api.send("/metrics");
    expect(text).toMatch(/^sequitur_answers_total\{ranker="MARKOV",freshness="NONE"\} \d+$/m);
    expect(text).toMatch(/^sequitur_answers_total\{ranker="POPULAR",freshness="NONE"\} \d+$/m);
  });
});

describe("Why an item is recommended", () => {
  test("is told by the items of the history that speak for it, in a sentence of their titles", async () => {
    const [first] = (await recommend({ user })).edges;
    expect(first!.node.id).toBe("item-0006");
    expect(first!.why!.causes[0]!.item.id).toBe("item-0005"); // a chain knows the newest alone
    expect(first!.why!.sentence).toMatch(/^Because of "Title 5" \(\d+ %\)/);
    for (const { share } of first!.why!.causes) expect(share).toBeGreaterThan(0);
  });

  test("is not told of an empty history", async () => {
    const { edges } = await recommend({ user: { history: [] } });
    expect(edges.map(({ why }) => why)).toEqual(edges.map(() => null));
  });

  test("names no item that was hidden or deleted meanwhile", async () => {
    const write = (query: string) => api.ask(`mutation { ${query} }`, {}, api.keys.WRITER);
    const sent = { history: ["item-0002", "item-0010"] };
    const shown = async () => (await recommend({ user: sent })).edges[0]!;
    expect((await shown()).why!.sentence).toContain('"Title 10"');
    await write('upsertItems(items: [{ id: "item-0010", title: "Title 10", hidden: true }]) { updated }');
    expect(JSON.stringify((await shown()).why)).not.toContain("Title 10");
    await write('deleteItems(ids: ["item-0010"]) { deletedIds }');
    expect(JSON.stringify((await shown()).why)).not.toContain("item-0010");
    await write('upsertItems(items: [{ id: "item-0010", title: "Title 10" }]) { created }');
  });

  test("is worked out once for a page, however long and however often it is asked for", async () => {
    const query = `query ($first: Int!) { recommendations(user: { userId: "ada-0001" }, first: $first) {
      edges { a: why { sentence } b: why { causes { item { id attributes { key } } } } } } }`;
    const count = async (first: number) => {
      const before = statements;
      const { body } = await api.ask(query, { first }, api.keys.READER);
      expect(body.errors).toBeUndefined();
      return statements - before;
    };
    await count(2);
    expect(await count(40)).toBe(await count(2));
  });

  test("costs more than the page itself, and nothing where it is not asked for", async () => {
    const costOf = async (selection: string) => {
      const query = `{ recommendations(user: { history: [] }, first: 10) { edges { ${selection} } } }`;
      return Number((await api.ask(query, {}, api.keys.READER)).headers.get("x-graphql-cost"));
    };
    const plain = await costOf("score node { id }");
    expect(plain).toBeLessThan(100);
    expect(await costOf("score node { id } why { sentence }")).toBe(plain + 10 + 500);
    const many = Array.from(
      { length: 10 },
      (_, index) =>
        `r${index}: recommendations(user: { history: ["item-0001"] }, first: 1) { edges { why { sentence } } }`,
    );
    const { body } = await api.ask(`{ ${many.join(" ")} }`, {}, api.keys.READER);
    expect(body.errors?.[0]?.extensions.code).toBe("QUERY_TOO_COMPLEX");
  });
});

describe("Without a model", () => {
  test("the pages of popular items go on for 2,000 items, and their cursors are taken", async () => {
    const ids = Array.from({ length: 2_100 }, (_, index) => `plain-${String(index).padStart(4, "0")}`);
    for (let begin = 0; begin < ids.length; begin += 1_000) {
      const items = ids.slice(begin, begin + 1_000).map((id) => ({ id, title: id }));
      const query = "mutation ($items: [ItemInput!]!) { upsertItems(items: $items) { created } }";
      await api.ask(query, { items }, api.otherKeys.WRITER);
    }
    const seen: string[] = [];
    let after: string | null = null;
    for (;;) {
      const query = `query ($after: String) { recommendations(user: { history: [] }, first: 100, after: $after) {
        ranker freshness edges { node { id } } pageInfo { hasNextPage endCursor } } }`;
      const { body } = await api.ask(query, { after }, api.otherKeys.READER);
      expect(body.errors).toBeUndefined();
      const { recommendations: page } = body.data as {
        recommendations: Told & { pageInfo: { hasNextPage: boolean; endCursor: string | null } };
      };
      expect(page).toMatchObject({ ranker: "POPULAR", freshness: null });
      seen.push(...page.edges.map(({ node }) => node.id));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(seen).toHaveLength(2_000);
    expect(new Set(seen).size).toBe(2_000);
  });
});
