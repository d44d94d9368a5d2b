import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { openTestApi, type Answer, type TestApi } from "./testApi.js";

let api: TestApi;
let statements = 0;
beforeAll(async () => {
  api = await openTestApi();
  api.platform.database.pool.on("acquire", () => statements++);
  await api.ask('mutation { upsertItems(items: [{ id: "a", title: "A" }, { id: "b", title: "B" }]) { created } }');
  await api.ask('mutation { upsertUsers(users: [{ id: "u" }]) { created } }');
}, 60_000);
afterAll(async () => {
  await api.close();
});

const codeOf = ({ body }: Answer) => body.errors?.[0]?.extensions.code;
const RECOMMEND =
  "query ($user: UserInput!, $first: Int! = 10) { recommendations(user: $user, first: $first) { edges { node { id } } } }";
const RANK = "query ($ids: [ID!]!) { rankItems(user: { history: [] }, itemIds: $ids) { ranked { item { id } } } }";
const FILTER =
  'query ($filter: RecommendationFilterInput) { recommendations(user: { userId: "u" }, filter: $filter) { requestId } }';
const LOG =
  "mutation ($events: [EventInput!]!) { logInteractions(events: $events) { results { status code message index } } }";
const UPSERT = "mutation ($items: [ItemInput!]!) { upsertItems(items: $items) { created } }";
const KEY = "mutation ($name: String!) { createApiKey(role: READER, name: $name) { key { id } } }";

describe("The user is exactly one of its fields:", () => {
  test.each([{}, { userId: "u", history: [] }, { userId: null }, { userId: "u", history: null }])(
    "the variable %j is refused",
    async (user) => {
      const answer = await api.ask(RECOMMEND, { user });
      expect([answer.status, codeOf(answer)]).toEqual([400, "BAD_INPUT"]);
    },
  );

  test.each(["{}", '{ userId: "u", history: [] }', "{ userId: null }"])("the literal %s is refused", async (user) => {
    const answer = await api.ask(`{ recommendations(user: ${user}) { requestId } }`);
    expect([answer.status, codeOf(answer)]).toEqual([400, "GRAPHQL_VALIDATION_FAILED"]);
  });

  test("a nullable variable may not stand for one of them", async () => {
    const answer = await api.ask("query ($id: ID) { recommendations(user: { userId: $id }) { requestId } }", {});
    expect(answer.status).toBe(400);
  });

  test.each([{ userId: "u" }, { history: ["a"] }, { history: [] }])("the variable %j is taken", async (user) => {
    const { status, body } = await api.ask(RECOMMEND, { user });
    expect([status, body.errors]).toEqual([200, undefined]);
  });
});

const manyIds = Array.from({ length: 200_000 }, (_, i) => String(i % 10));

/** What no client should send, with its code; each is refused before anything but the key is read. */
const REFUSED: [string, string, object][] = [
  ["first: 0", RECOMMEND, { user: { userId: "u" }, first: 0 }],
  ["first: -1", RECOMMEND, { user: { userId: "u" }, first: -1 }],
  ["first: 101", RECOMMEND, { user: { userId: "u" }, first: 101 }],
  ["first: 1,000,000", RECOMMEND, { user: { userId: "u" }, first: 1_000_000 }],
  ["first beyond 32 bits", RECOMMEND, { user: { userId: "u" }, first: 2 ** 31 }],
  ["first: 1.5", RECOMMEND, { user: { userId: "u" }, first: 1.5 }],
  ["first: null", RECOMMEND, { user: { userId: "u" }, first: null }],
  ["200,000 candidates", RANK, { ids: manyIds }],
  ["no candidates", RANK, { ids: [] }],
  ["200,000 excluded items", FILTER, { filter: { excludeItemIds: manyIds } }],
  ["101 categories", FILTER, { filter: { categories: Array.from({ length: 101 }, String) } }],
  ["a history of 10,001 items", RECOMMEND, { user: { history: manyIds.slice(0, 10_001) } }],
  ["no events", LOG, { events: [] }],
  ["1,001 events", LOG, { events: manyIds.slice(0, 1_001).map((id) => ({ userId: "u", itemId: id, type: "view" })) }],
  ["no items", UPSERT, { items: [] }],
  ["an id that holds NUL", RECOMMEND, { user: { userId: "a\0b" } }],
  ["an id that is half a surrogate pair", RANK, { ids: ["\ud800"] }],
  ["an id of 256 characters", RECOMMEND, { user: { history: ["x".repeat(256)] } }],
  [
    "a cursor of 3,000 characters",
    "query ($c: String) { items(after: $c) { edges { cursor } } }",
    { c: "x".repeat(3_000) },
  ],
  ["a title that holds NUL", UPSERT, { items: [{ id: "n", title: "a\0" }] }],
  ["a number as text", LOG, { events: [{ userId: "u", itemId: "a", type: "view", value: "1" }] }],
  [
    "a day that is none",
    LOG,
    { events: [{ userId: "u", itemId: "a", type: "view", occurredAt: "2026-02-30T00:00:00Z" }] },
  ],
  ["a field that is none", UPSERT, { items: [{ id: "n", title: "N", price: 1 }] }],
  [
    "an attribute of two values",
    UPSERT,
    { items: [{ id: "n", title: "N", attributes: [{ key: "k", value: { string: "s", number: 1 } }] }] },
  ],
  ["an attribute of no value", UPSERT, { items: [{ id: "n", title: "N", attributes: [{ key: "k", value: {} }] }] }],
  [
    "65 attributes",
    UPSERT,
    {
      items: [{ id: "n", title: "N", attributes: manyIds.slice(0, 65).map((key) => ({ key, value: { number: 1 } })) }],
    },
  ],
];

describe("Before any database work, 400 and BAD_INPUT is the answer to", () => {
  test.each(REFUSED)("%s", async (_name, query, variables) => {
    const before = statements;
    const answer = await api.ask(query, variables);
    expect([answer.status, codeOf(answer)]).toEqual([400, "BAD_INPUT"]);
    expect(answer.body.errors!.length).toBeLessThanOrEqual(6);
    expect(answer.text.length).toBeLessThan(8_000);
    expect(statements - before).toBe(1); // the key
  });

  test.each(["1e999", "-1e999"])("the number %s, as a literal and as JSON", async (number) => {
    const event = `{ userId: "u", itemId: "a", type: "view", value: ${number} }`;
    const literal = await api.ask(`mutation { logInteractions(events: [${event}]) { loggedCount } }`);
    expect([literal.status, codeOf(literal)]).toEqual([400, "GRAPHQL_VALIDATION_FAILED"]);
    const variable = await api.post(
      `{ "query": ${JSON.stringify(LOG)}, "variables": { "events": [{ "userId": "u", "itemId": "a", "type": "view", "value": ${number} }] } }`,
      { authorization: `Bearer ${api.keys.ADMIN}` },
    );
    expect([variable.status, codeOf(variable)]).toEqual([400, "BAD_INPUT"]);
  });

  test("a body that names __proto__", async () => {
    const answer = await api.post('{ "query": "{ __typename }", "variables": { "__proto__": { "a": 1 } } }');
    expect([answer.status, codeOf(answer)]).toEqual([400, "BAD_REQUEST"]);
  });
});

describe("A use case refuses, with 200 and its code,", () => {
  test.each<[string, string, object, string]>([
    ["an unknown user", RECOMMEND, { user: { userId: "nobody" } }, "UNKNOWN_USER"],
    ["an empty id", RECOMMEND, { user: { userId: "" } }, "BAD_INPUT"],
    ["a line break in an id", RECOMMEND, { user: { userId: "a\nb" } }, "BAD_INPUT"],
    ["an empty title", UPSERT, { items: [{ id: "n", title: "" }] }, "BAD_INPUT"],
    [
      "an attribute named __proto__",
      UPSERT,
      { items: [{ id: "n", title: "N", attributes: [{ key: "__proto__", value: { number: 1 } }] }] },
      "BAD_INPUT",
    ],
    [
      "an item of the year 9999",
      UPSERT,
      { items: [{ id: "n", title: "N", createdAt: "9999-01-01T00:00:00Z" }] },
      "BAD_INPUT",
    ],
    ["categories of which there is none", FILTER, { filter: { categories: [] } }, "BAD_INPUT"],
    ["an empty name", KEY, { name: "" }, "BAD_INPUT"],
    ["an unknown model", 'mutation { promoteModel(id: "m") { id } }', {}, "UNKNOWN_MODEL"],
    ["an unknown run", 'mutation { cancelTraining(runId: "r") { id } }', {}, "UNKNOWN_RUN"],
    ["an unknown key", 'mutation { revokeApiKey(id: "k") { revokedId } }', {}, "UNKNOWN_KEY"],
    ["training on nothing", "mutation { startTraining { id } }", {}, "NOTHING_TO_TRAIN"],
    ["a cursor of its own making", '{ items(after: "e30") { edges { cursor } } }', {}, "CURSOR_INVALID"],
    ["SQL as a cursor", `{ interactions(after: "' or 1=1 --") { edges { cursor } } }`, {}, "CURSOR_INVALID"],
    [
      "a forged cursor",
      '{ recommendations(user: { userId: "u" }, after: "AAAA") { requestId } }',
      {},
      "CURSOR_INVALID",
    ],
  ])("%s", async (_name, query, variables, code) => {
    const answer = await api.ask(query, variables);
    expect([answer.status, codeOf(answer)]).toEqual([200, code]);
    expect(answer.body.errors![0]!.message).toMatch(/^Cannot [^]*[^.]$/);
  });

  test("a cursor of another list", async () => {
    const { body } = await api.ask("{ items(first: 1) { pageInfo { endCursor } } }");
    const { endCursor } = (body.data as { items: { pageInfo: { endCursor: string } } }).items.pageInfo;
    const answer = await api.ask("query ($c: String!) { models(after: $c) { edges { cursor } } }", { c: endCursor });
    expect(codeOf(answer)).toBe("CURSOR_INVALID");
  });
});

describe("Odd values that are fine are taken:", () => {
  test("a history of 10,000 events, of one item, of unknown ones", async () => {
    for (const history of [manyIds.slice(0, 10_000), Array.from({ length: 100 }, () => "a"), ["x", "y", "z"]]) {
      const { status, body } = await api.ask(RECOMMEND, { user: { history } });
      expect([status, body.errors]).toEqual([200, undefined]);
    }
  });

  test("ids that differ only in how Unicode writes them are two, and come back as they were", async () => {
    const ids = ["\u00e9", "e\u0301", "\u202eabc", "👩‍👧", "' OR 1=1 --", "${jndi:x}", "__proto__"];
    await api.ask(UPSERT, { items: ids.map((id) => ({ id, title: id })) });
    for (const id of ids) {
      const { body } = await api.ask("query ($id: ID!) { item(id: $id) { id title } }", { id });
      expect(body.data).toEqual({ item: { id, title: id } });
    }
  });

  test("null for every part of a filter, or nothing to exclude, filters nothing", async () => {
    const recommended = `query ($filter: RecommendationFilterInput) { recommendations(user: { history: ["a"] }, filter: $filter) { edges { node { id } } } }`;
    const all = await api.ask(recommended);
    expect(all.body).toMatchObject({
      data: { recommendations: { edges: expect.arrayContaining([{ node: { id: "b" } }]) } },
    });
    for (const filter of [
      { categories: null, excludeCategories: null, excludeItemIds: null, includeSeen: null },
      { excludeCategories: [] },
      { excludeItemIds: [] },
      { excludeCategories: [], excludeItemIds: [] },
      null,
    ])
      expect((await api.ask(recommended, { filter })).body).toEqual(all.body);
    const literal = recommended.replace("filter: $filter", "filter: { excludeCategories: [], excludeItemIds: [] }");
    expect((await api.ask(literal.replace("query ($filter: RecommendationFilterInput) ", ""))).body).toEqual(all.body);
  });
});

test("One bad event spoils no other, and its result says where it stands and why", async () => {
  const soon = new Date(Date.now() + 86_400_000).toISOString();
  const good = { userId: "u", itemId: "a", type: "view" };
  const events = [
    { ...good, eventId: "e1" },
    { ...good, eventId: "e2", itemId: "nothing" },
    { ...good, eventId: "e3", occurredAt: soon },
    { ...good, eventId: "a\0b" },
    { ...good, eventId: "e5", userId: "\ud800" },
    { ...good, eventId: "e6", type: "" },
    { ...good, eventId: "e1" },
    { ...good, eventId: "e8" },
    { ...good, eventId: "e9", occurredAt: "9999-12-31T23:59:59-12:00" },
    { ...good, eventId: "e10", occurredAt: "1969-12-31T23:59:59Z" },
    { ...good, eventId: "e8", itemId: "b" },
  ];
  const { body } = await api.ask(LOG, { events });
  const { results } = (
    body.data as {
      logInteractions: { results: { status: string; code: string | null; message: string | null; index: number }[] };
    }
  ).logInteractions;
  expect(results.map(({ index, status, code }) => [index, status, code])).toEqual([
    [0, "LOGGED", null],
    [1, "REJECTED", "UNKNOWN_ITEM"],
    [2, "REJECTED", "BAD_INPUT"],
    [3, "REJECTED", "BAD_INPUT"],
    [4, "REJECTED", "BAD_INPUT"],
    [5, "REJECTED", "BAD_INPUT"],
    [6, "DUPLICATE", null],
    [7, "LOGGED", null],
    [8, "REJECTED", "BAD_INPUT"],
    [9, "REJECTED", "BAD_INPUT"],
    [10, "DUPLICATE", null],
  ]);
  expect(results[6]!.message).toBeNull();
  expect(results[10]!.message).toContain("it was logged before with another user, item, type or value");
});
