import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
} from "graphql";
import { createClient } from "graphql-sse";

import { buildGraphqlSchema } from "../../src/server/buildGraphqlSchema.js";
import { openTestApi, type TestApi } from "../server/testApi.js";

/**
 * Two spaces, `shop` and `other`, hold rows of the same ids; what text they hold says whose they are. Every operation of
 * the schema is sent, generated from it, with every key of `shop`: no answer may hold a word of `other`, and no row of
 * `other` may change.
 */
let api: TestApi;
/** Ids that cannot be chosen, by space. */
const ids: Record<"shop" | "other", { runId: string; modelId: string; keyId: string; cursors: string[] }> = {
  shop: { runId: "", modelId: "", keyId: "", cursors: [] },
  other: { runId: "", modelId: "", keyId: "", cursors: [] },
};

const schema = await buildGraphqlSchema();
const operations = [schema.getQueryType()!, schema.getMutationType()!, schema.getSubscriptionType()!].flatMap((root) =>
  Object.values(root.getFields()).map((field): [string, GraphQLField<unknown, unknown>] => [
    `${root.name}.${field.name}`,
    field,
  ]),
);

async function fill(space: "shop" | "other", key: string): Promise<void> {
  const items = ["a", "b", "c"].map((id) => ({
    id,
    title: `${space}-title`,
    text: `${space}-text`,
    categories: [`${space}-category`],
    attributes: [{ key: "of", value: { string: `${space}-value` } }],
  }));
  await api.ask("mutation ($items: [ItemInput!]!) { upsertItems(items: $items) { created } }", { items }, key);
  await api.ask(
    "mutation ($users: [UserWriteInput!]!) { upsertUsers(users: $users) { created } }",
    { users: [{ id: "u", attributes: [{ key: "of", value: { string: `${space}-value` } }] }] },
    key,
  );
  const events = ["a", "b"].map((itemId) => ({
    eventId: `e-${itemId}`,
    userId: "u",
    itemId,
    type: `${space}-type`,
    requestId: `${space}-request`,
  }));
  await api.ask(
    "mutation ($events: [EventInput!]!) { logInteractions(events: $events) { loggedCount } }",
    { events },
    key,
  );
  const { platform } = api;
  const spaceId = space === "shop" ? platform.space : api.other;
  const run = await platform.training.start(spaceId);
  await platform.repositories.runs.finish(run.id, { state: "FAILED", error: `${space}-error` });
  const modelId = `${space}-model`;
  await platform.repositories.versions.create(spaceId, {
    id: modelId,
    runId: run.id,
    kind: "popular",
    checksum: `${space}-checksum`,
    card: {},
    metrics: {},
  });
  const made = await platform.apiKeys.create(spaceId, { role: "READER", name: `${space}-key` });
  const lists = ["items", "interactions", "models", "trainingRuns"]
    .map((name) => `${name}(first: 1) { edges { cursor } }`)
    .join(" ");
  const { body } = await api.ask(
    `{ ${lists} recommendations(user: { userId: "u" }, first: 1, filter: { includeSeen: true }) { edges { cursor } } }`,
    {},
    key,
  );
  const cursors = Object.values(body.data as Record<string, { edges: { cursor: string }[] }>).map(
    ({ edges }) => edges[0]!.cursor,
  );
  ids[space] = { runId: run.id, modelId, keyId: made.key.id, cursors };
}

beforeAll(async () => {
  api = await openTestApi();
  await fill("shop", api.keys.ADMIN);
  await fill("other", api.otherKeys.ADMIN);
}, 60_000);
afterAll(async () => {
  await api.close();
});

/** Every row of `other`, in any table that has a space. */
async function rowsOfOther(): Promise<string> {
  const { pool } = api.platform.database;
  const { rows: tables } = await pool.query<{ table_name: string }>(
    "select table_name from information_schema.columns where table_schema = 'public' and column_name = 'spaceId' order by 1",
  );
  expect(tables.length).toBeGreaterThanOrEqual(6);
  const all: unknown[] = [(await pool.query("select * from \"Space\" where id = 'other'")).rows];
  for (const { table_name: name } of tables)
    all.push(
      (
        await pool.query(
          `select to_jsonb(t) as row from "${name}" t where "spaceId" = 'other' order by to_jsonb(t)::text`,
        )
      ).rows,
    );
  return JSON.stringify(all, (_key, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
}

/** A value for an argument: the ids of `other`, wherever an id is wanted. */
function valueOf(name: string, type: GraphQLInputType, field: string): string {
  if (isNonNullType(type)) return valueOf(name, type.ofType, field);
  if (isListType(type)) return `[${valueOf(name, type.ofType, field)}]`;
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) {
    const all = Object.values(type.getFields());
    const wanted = type.isOneOf ? all.slice(0, 1) : all.filter((inner) => isNonNullType(inner.type));
    return `{ ${wanted.map((inner) => `${inner.name}: ${valueOf(inner.name, inner.type, field)}`).join(", ")} }`;
  }
  if (type.name === "Int") return "10";
  const { runId, modelId, keyId } = ids.other;
  if (name === "runId" || field === "trainingRun") return JSON.stringify(runId);
  if (field === "promoteModel") return JSON.stringify(modelId);
  if (field === "revokeApiKey") return JSON.stringify(keyId);
  if (name === "userId" || (name === "id" && /user/i.test(field))) return '"u"';
  return '"a"';
}

/** Everything that can be selected of a type, down to some depth. */
function selectionOf(type: GraphQLNamedType, depth = 6): string {
  if (!isCompositeType(type) || !isObjectType(type)) return "";
  const fields = Object.values(type.getFields()).filter(
    (field) => depth > 1 || !isCompositeType(getNamedType(field.type)),
  );
  return ` { ${fields.map((field) => `${field.name}${selectionOf(getNamedType(field.type), depth - 1)}`).join(" ")} }`;
}

function operationOf(
  coordinate: string,
  field: GraphQLField<unknown, unknown>,
  extra: Record<string, string> = {},
): string {
  const sent = field.args.filter(
    ({ name, type, defaultValue }) => name in extra || (isNonNullType(type) && defaultValue === undefined),
  );
  const values = sent.map(({ name, type }) => `${name}: ${extra[name] ?? valueOf(name, type, field.name)}`).join(", ");
  return `${coordinate.split(".")[0]!.toLowerCase()} { ${field.name}${values && `(${values})`}${selectionOf(getNamedType(field.type))} }`;
}

/** Over server-sent events, which carry all three kinds of operations; a subscription is left after its first event. */
async function answerTo(query: string, key: string): Promise<string> {
  const client = createClient({
    url: `http://${api.host}/graphql/stream`,
    headers: { authorization: `Bearer ${key}` },
    retryAttempts: 0,
  });
  const events = client.iterate({ query });
  const { value } = (await events.next()) as { value: unknown };
  await events.return?.();
  client.dispose();
  return JSON.stringify(value);
}

const OF_OTHER = /\bother\b/;

test("The same request of both spaces is answered from the rows of each", async () => {
  const query =
    '{ me { space } item(id: "a") { title } user(id: "u") { attributes { string } } interactions(userId: "u", first: 1) { edges { node { type requestId } } } recommendations(user: { userId: "u" }, filter: { includeSeen: true }) { edges { node { title } } } }';
  const [mine, theirs] = [await api.ask(query, {}, api.keys.READER), await api.ask(query, {}, api.otherKeys.READER)];
  expect(mine.text).not.toMatch(OF_OTHER);
  expect(theirs.text).not.toMatch(/shop/);
  expect(mine.text.replaceAll("shop", "other")).toBe(theirs.text);
});

describe("With a key of shop, nothing of other is seen or changed by", () => {
  test.each(operations)("%s", async (coordinate, field) => {
    const before = await rowsOfOther();
    for (const role of ["READER", "WRITER", "ADMIN"] as const) {
      const answer = await answerTo(operationOf(coordinate, field), api.keys[role]);
      expect(answer.replaceAll(ids.other.modelId, "")).not.toMatch(OF_OTHER); // it may repeat the id that was sent
      expect(answer).not.toContain("INTERNAL_SERVER_ERROR");
      expect(answer).not.toContain("GRAPHQL_VALIDATION_FAILED");
    }
    expect(await rowsOfOther()).toBe(before);
  });

  test.each(operations.filter(([, field]) => field.args.some(({ name }) => name === "after")))(
    "a cursor of other, given to %s",
    async (coordinate, field) => {
      for (const cursor of ids.other.cursors) {
        const answer = await answerTo(
          operationOf(coordinate, field, { after: JSON.stringify(cursor) }),
          api.keys.ADMIN,
        );
        expect(answer).not.toMatch(OF_OTHER);
        expect(answer).not.toContain("INTERNAL_SERVER_ERROR");
      }
    },
  );
});

test("What another space has is as unknown as what nobody has: the codes and messages are the same", async () => {
  for (const [query, mine, none] of [
    ["mutation ($id: ID!) { promoteModel(id: $id) { id } }", ids.other.modelId, "nobody-model"],
    [
      "mutation ($id: ID!) { cancelTraining(runId: $id) { id } }",
      ids.other.runId,
      ids.other.runId.replace(/.$/, (last) => (last === "0" ? "1" : "0")),
    ],
    [
      "mutation ($id: ID!) { revokeApiKey(id: $id) { revokedId } }",
      ids.other.keyId,
      ids.other.keyId.replace(/.$/, (last) => (last === "0" ? "1" : "0")),
    ],
    ["query ($id: ID!) { trainingRun(id: $id) { id } }", ids.other.runId, "nothing"],
  ] as const) {
    const ask = async (id: string) => {
      const { status, body } = await api.ask(query, { id });
      return JSON.stringify([
        status,
        body.data,
        body.errors?.map(({ message, extensions }) => [message, extensions]),
      ]).replaceAll(id, "ID");
    };
    expect(await ask(mine)).toBe(await ask(none));
  }
});
