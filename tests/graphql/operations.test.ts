import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { publishMarkov } from "../recommend/markovVersion.js";
import { openTestApi, type TestApi } from "../server/testApi.js";
import { fillShop, ITEM_IDS } from "./shop.js";

let api: TestApi;
let statements = 0;
beforeAll(async () => {
  api = await openTestApi();
  await fillShop(api, api.keys.WRITER);
  api.platform.database.pool.on("acquire", () => statements++);
}, 60_000);
afterAll(async () => {
  await api.close();
});

const data = async (query: string, variables: object = {}, key = api.keys.ADMIN) => {
  const { body } = await api.ask(query, variables, key);
  expect(body.errors).toBeUndefined();
  return body.data as Record<string, object | null>;
};

interface Connection {
  readonly edges: readonly { readonly node: { readonly id: string }; readonly cursor: string }[];
  readonly pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}
const PAGE_INFO = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";

/** Follows a list to its end. */
async function allPages(field: string, query: string, variables: object, first: number): Promise<Connection[]> {
  const pages: Connection[] = [];
  for (let after: string | null = null; ; ) {
    const page = (await data(query, { ...variables, first, after }))[field] as Connection;
    pages.push(page);
    if (!page.pageInfo.hasNextPage) return pages;
    after = page.pageInfo.endCursor;
  }
}

describe("Pages", () => {
  test("of items hold every item once, in order, and say where they stand", async () => {
    const query = `query ($first: Int!, $after: String) { items(first: $first, after: $after) { edges { node { id } cursor } ${PAGE_INFO} } }`;
    const pages = await allPages("items", query, {}, 25);
    expect(pages.map(({ edges }) => edges.length)).toEqual([25, 25, 10]);
    expect(pages.flatMap(({ edges }) => edges.map(({ node }) => node.id))).toEqual(ITEM_IDS);
    expect(pages.map(({ pageInfo }) => pageInfo.hasPreviousPage)).toEqual([false, true, true]);
    for (const { edges, pageInfo } of pages) {
      expect(pageInfo.startCursor).toBe(edges[0]!.cursor);
      expect(pageInfo.endCursor).toBe(edges.at(-1)!.cursor);
    }
  });

  test("of recommendations share a request id, never repeat an item, and stay full", async () => {
    const query = `query ($first: Int!, $after: String) { recommendations(user: { userId: "ada-0001" }, first: $first, after: $after) { requestId edges { node { id } cursor score } ${PAGE_INFO} } }`;
    const pages = (await allPages("recommendations", query, {}, 20)) as (Connection & { requestId: string })[];
    const ids = pages.flatMap(({ edges }) => edges.map(({ node }) => node.id));
    expect(new Set(pages.map(({ requestId }) => requestId)).size).toBe(1);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.sort()).toEqual(ITEM_IDS.slice(5)); // what the user has seen is left out
  });

  test("of nothing are empty and have no cursors", async () => {
    const { models } = await data(`{ models { edges { node { id } } ${PAGE_INFO} } }`);
    expect(models).toEqual({
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });
});

describe("A list of 50", () => {
  test("events, each with its item, takes as many statements as one of 2", async () => {
    await fillShop(api, api.keys.WRITER, { userId: "long", events: 50 });
    const query =
      'query ($first: Int!) { interactions(userId: "long", first: $first) { edges { node { eventId item { id title attributes { key } } } } } }';
    const count = async (first: number) => {
      const before = statements;
      const { interactions } = await data(query, { first });
      expect((interactions as Connection).edges).toHaveLength(first);
      return statements - before;
    };
    expect(await count(50)).toBe(await count(2));
    expect(await count(50)).toBeLessThanOrEqual(3); // the key, the events, the items
  });

  test("model versions, each asked whether it is served, reads the space once", async () => {
    for (let i = 0; i < 50; i++)
      await api.platform.repositories.versions.create(api.platform.space, {
        id: `plain-${i}`,
        runId: null,
        kind: "popular",
        checksum: "0",
        card: {},
        metrics: {},
      });
    const before = statements;
    await data("{ models(first: 50) { edges { node { id isServed evaluations { part } } } } }");
    expect(statements - before).toBeLessThanOrEqual(4); // the key, the versions (Prisma may ask twice), the space
    await api.platform.database.pool.query('delete from "ModelVersion"');
  });
});

describe("What was written", () => {
  test("comes back, typed, and keeps what an update leaves out", async () => {
    const item = `id title text categories available hidden createdAt attributes { key string number boolean strings }`;
    const UPSERT = "mutation ($items: [ItemInput!]!) { upsertItems(items: $items) { created updated } }";
    const attributes = [
      { key: "tags", value: { strings: ["x", "y"] } },
      { key: "maker", value: { string: "Ada" } },
      { key: "price", value: { number: 9.5 } },
      { key: "new", value: { boolean: false } },
    ];
    const createdAt = "2024-05-06T07:08:09.123+02:00";
    const first = {
      id: "new-item",
      title: "New",
      text: "Line\none",
      categories: ["Noir"],
      createdAt,
      attributes,
      hidden: true,
    };
    expect(await data(UPSERT, { items: [first] })).toEqual({ upsertItems: { created: 1, updated: 0 } });
    const told = (await data(`{ item(id: "new-item") { ${item} } }`)).item;
    expect(told).toEqual({
      ...first,
      available: true,
      createdAt: "2024-05-06T05:08:09.123Z",
      attributes: [
        { key: "maker", string: "Ada", number: null, boolean: null, strings: null },
        { key: "new", string: null, number: null, boolean: false, strings: null },
        { key: "price", string: null, number: 9.5, boolean: null, strings: null },
        { key: "tags", string: null, number: null, boolean: null, strings: ["x", "y"] },
      ],
    });
    const update = { id: "new-item", title: "Newer", text: null, attributes: null, hidden: false };
    expect(await data(UPSERT, { items: [update] })).toEqual({ upsertItems: { created: 0, updated: 1 } });
    expect((await data(`{ item(id: "new-item") { ${item} } }`)).item).toEqual({
      ...told,
      title: "Newer",
      hidden: false,
    });
  });

  test("is gone when it is deleted; its events stay, with a null item", async () => {
    await data(
      'mutation { logInteractions(events: [{ userId: "short", itemId: "new-item", type: "view" }]) { loggedCount } }',
    );
    expect(await data('mutation { deleteItems(ids: ["new-item", "never-there"]) { deletedIds } }')).toEqual({
      deleteItems: { deletedIds: ["new-item"] },
    });
    const { interactions, item } = await data(
      '{ item(id: "new-item") { id } interactions(userId: "short") { edges { node { itemId item { id } } } } }',
    );
    expect(item).toBeNull();
    expect(interactions).toEqual({ edges: [{ node: { itemId: "new-item", item: null } }] });
  });

  test("of a user is gone with the user, and deleting again is no fault", async () => {
    const DELETE = 'mutation { deleteUser(id: "short") { deletedId } }';
    expect(
      await data(
        'mutation { upsertUsers(users: [{ id: "short", attributes: [{ key: "age", value: { number: 7 } }] }]) { updated } }',
      ),
    ).toEqual({ upsertUsers: { updated: 1 } });
    expect(
      (await data('{ user(id: "short") { id attributes { key number } interactions { edges { node { itemId } } } } }'))
        .user,
    ).toEqual({
      id: "short",
      attributes: [{ key: "age", number: 7 }],
      interactions: { edges: [{ node: { itemId: "new-item" } }] },
    });
    expect(await data(DELETE)).toEqual({ deleteUser: { deletedId: "short" } });
    expect(await data(DELETE)).toEqual({ deleteUser: { deletedId: null } });
    expect(await data('{ user(id: "short") { id } interactions(userId: "short") { edges { cursor } } }')).toEqual({
      user: null,
      interactions: { edges: [] },
    });
  });
});

describe("Recommendations", () => {
  const RECOMMEND =
    "query ($user: UserInput!, $first: Int! = 5, $filter: RecommendationFilterInput) { recommendations(user: $user, first: $first, filter: $filter) { ranker modelVersionId historyVersion modelVersion { id isServed kind } edges { node { id categories } score } } }";
  interface Told {
    readonly recommendations: {
      ranker: string;
      modelVersionId: string | null;
      historyVersion: string | null;
      edges: { node: { id: string; categories: string[] }; score: number }[];
    };
  }
  const recommend = async (variables: object) =>
    ((await data(RECOMMEND, variables)) as unknown as Told).recommendations;

  test("are popular items until a model is served, then the model's, from the user's ordered history", async () => {
    const user = { userId: "ada-0001" };
    expect(await recommend({ user })).toMatchObject({ ranker: "POPULAR", modelVersionId: null, modelVersion: null });
    const id = await publishMarkov(api.platform, "markov-1", [ITEM_IDS.slice(0, 8), ITEM_IDS.slice(2, 10)]);
    const promoted = await data("mutation ($id: ID!) { promoteModel(id: $id) { id isServed promotedAt } }", { id });
    expect(promoted).toMatchObject({ promoteModel: { id, isServed: true, promotedAt: expect.any(String) } });
    const told = await recommend({ user });
    expect(told).toMatchObject({
      ranker: "MARKOV",
      modelVersionId: id,
      modelVersion: { id, isServed: true, kind: "markov" },
    });
    expect(told.edges[0]!.node.id).toBe("item-0006"); // what followed item-0005 in training
    expect(told.historyVersion).toMatch(/^\d+$/);
    expect(await data("{ me { servedModel { id } } }")).toEqual({ me: { servedModel: { id } } });
  }, 30_000);

  test("know of an acknowledged event in the very next answer", async () => {
    const user = { userId: "ada-0001" };
    const before = await recommend({ user });
    await data(
      'mutation { logInteractions(events: [{ userId: "ada-0001", itemId: "item-0007", type: "view" }]) { loggedCount } }',
    );
    const after = await recommend({ user });
    expect(after.edges[0]!.node.id).toBe("item-0008");
    expect(BigInt(after.historyVersion!)).toBeGreaterThan(BigInt(before.historyVersion!));
  });

  test("of a history sent along equal those of a user who has it, and store nothing", async () => {
    const sent = await recommend({ user: { history: ["item-0001", "item-0002", "item-0003"] } });
    expect(sent.historyVersion).toBeNull();
    expect(sent.edges[0]!.node.id).toBe("item-0004");
    const turned = await recommend({ user: { history: ["item-0003", "item-0001"] } });
    expect(turned.edges[0]!.node.id).toBe("item-0002"); // order counts
  });

  test("hold only what the filter lets through, and as much of it as was asked for", async () => {
    const user = { userId: "ada-0001" };
    const noir = await recommend({ user, first: 20, filter: { categories: ["Noir"], excludeItemIds: ["item-0010"] } });
    expect(noir.edges).toHaveLength(20);
    for (const { node } of noir.edges) expect(node.categories).toContain("Noir");
    expect(noir.edges.map(({ node }) => node.id)).not.toContain("item-0010");
    const seen = await recommend({ user, first: 100, filter: { includeSeen: true } });
    expect(seen.edges.map(({ node }) => node.id)).toContain("item-0001");
  });

  test("of candidates rank those that are known, once, and name the rest", async () => {
    const ids = ["item-0009", "nope", "item-0004", "item-0009"];
    const { rankItems } = await data(
      'query ($ids: [ID!]!) { rankItems(user: { history: ["item-0003"] }, itemIds: $ids) { ranker requestId ranked { score item { id } } unknownItemIds } }',
      { ids },
    );
    expect(rankItems).toMatchObject({
      ranker: "MARKOV",
      ranked: [{ item: { id: "item-0004" } }, { item: { id: "item-0009" } }],
      unknownItemIds: ["nope"],
    });
  });
});

describe("Training runs", () => {
  test("are queued once for a space, listed newest first, cancelled, and cannot be cancelled again", async () => {
    const { startTraining } = await data(
      "mutation { startTraining(options: { model: MARKOV, seed: 7 }) { id state kind attempts progress { phase } isCancelRequested } }",
    );
    expect(startTraining).toMatchObject({
      state: "QUEUED",
      kind: "CF_SREC",
      attempts: 0,
      progress: null,
      isCancelRequested: false,
    });
    const { id } = startTraining as { id: string };
    const again = await api.ask("mutation { startTraining { id } }");
    expect(again.body.errors?.[0]?.extensions.code).toBe("TRAINING_RUNNING");
    expect(
      await data("query ($id: ID!) { trainingRun(id: $id) { id } trainingRuns { edges { node { id } } } }", { id }),
    ).toEqual({ trainingRun: { id }, trainingRuns: { edges: [{ node: { id } }] } });
    expect(await data("mutation ($id: ID!) { cancelTraining(runId: $id) { state endedAt } }", { id })).toMatchObject({
      cancelTraining: { state: "CANCELLED" },
    });
    const ended = await api.ask("mutation ($id: ID!) { cancelTraining(runId: $id) { state } }", { id });
    expect(ended.body.errors?.[0]?.extensions.code).toBe("RUN_ENDED");
  });
});
