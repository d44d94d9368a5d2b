import { readdirSync, readFileSync } from "node:fs";

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Kind, OperationTypeNode, parse } from "graphql";
import { createClient } from "graphql-sse";

import { openTestApi, type TestApi } from "../server/testApi.js";
import { fillShop } from "./shop.js";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
  await fillShop(api, api.keys.WRITER);
}, 60_000);
afterAll(async () => {
  await api.close();
});

const names = readdirSync("examples").filter((name) => name.endsWith(".graphql"));

function kindOf(query: string): OperationTypeNode {
  const [definition] = parse(query).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION)
    throw new Error("Cannot run this example: one operation is wanted");
  return definition.operation;
}

test("There are examples of every kind of operation", () => {
  const kinds = new Set(names.map((name) => kindOf(readFileSync(`examples/${name}`, "utf8"))));
  expect(kinds).toEqual(new Set(["query", "mutation", "subscription"]));
});

test.each(names)("%s says what it is for, and is answered as it stands", async (name) => {
  const query = readFileSync(`examples/${name}`, "utf8");
  expect(query).toMatch(/^# [A-Z]/);
  if (kindOf(query) === OperationTypeNode.SUBSCRIPTION) {
    const { body } = await api.ask("{ trainingRuns { edges { node { id } } } }");
    const { id } = (body.data as { trainingRuns: { edges: { node: { id: string } }[] } }).trainingRuns.edges[0]!.node;
    const client = createClient({
      url: `http://${api.host}/graphql/stream`,
      headers: { authorization: `Bearer ${api.keys.READER}` },
    });
    const events = client.iterate({ query, variables: { runId: id } });
    expect(await events.next()).toMatchObject({ value: { data: { trainingProgress: { state: "QUEUED" } } } });
    await events.return?.();
    client.dispose();
    return;
  }
  const { status, body } = await api.ask(query);
  expect([status, body.errors]).toEqual([200, undefined]);
  expect(Object.values(body.data as object)).not.toContain(null);
});
