import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createClient, type Client } from "graphql-sse";

import { openTestApi, type TestApi } from "./testApi.js";

let api: TestApi;
let runId: string;
beforeAll(async () => {
  api = await openTestApi({ limits: { keyCheckMs: 50, maxSubscriptionsPerKey: 2 } });
  await api.ask('mutation { upsertItems(items: [{ id: "a", title: "A" }]) { created } }');
  await api.ask('mutation { logInteractions(events: [{ userId: "u", itemId: "a", type: "view" }]) { loggedCount } }');
  const { body } = await api.ask("mutation { startTraining { id } }");
  runId = (body.data as { startTraining: { id: string } }).startTraining.id;
}, 60_000);
afterAll(async () => {
  await api.close();
});

const WATCH = "subscription ($id: ID!) { trainingProgress(runId: $id) { id state } }";
const clientOf = (key: string): Client =>
  createClient({
    url: `http://${api.host}/graphql/stream`,
    headers: { authorization: `Bearer ${key}` },
    retryAttempts: 0,
  });
const stream = (body: object | string, headers: Record<string, string> = {}) =>
  api.send("/graphql/stream", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "text/event-stream",
      authorization: `Bearer ${api.keys.READER}`,
      ...headers,
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

describe("trainingProgress over server-sent events", () => {
  test("tells the present state first, then the changes, and ends with the run", async () => {
    const { runs } = api.platform.repositories;
    const client = clientOf(api.keys.READER);
    const events = client.iterate({ query: WATCH, variables: { id: runId } });
    const state = async () =>
      ((await events.next()) as { value: { data?: { trainingProgress: { state: string } } } }).value.data
        ?.trainingProgress.state;
    expect(await state()).toBe("QUEUED");
    await runs.claim(runId, "worker-1");
    expect(await state()).toBe("RUNNING");
    await runs.finish(runId, { state: "CANCELLED" });
    expect(await state()).toBe("CANCELLED");
    expect(await events.next()).toEqual({ done: true, value: undefined });
    client.dispose();
  }, 20_000);

  test("of an unknown run says so and ends", async () => {
    const { status, text } = await stream({ query: WATCH, variables: { id: "nothing" } });
    expect(status).toBe(200);
    expect(text).toContain('"code":"UNKNOWN_RUN"');
    expect(text).toMatch(/event: complete/);
  });

  test("ends when its key is revoked, though the run is silent; bounds what a key has open; frees it when a client goes", async () => {
    const { body } = await api.ask("mutation { startTraining { id } }");
    const { id } = (body.data as { startTraining: { id: string } }).startTraining;
    const { key, secret } = await api.platform.apiKeys.create(api.platform.space, { role: "READER", name: "short" });
    const client = clientOf(secret);
    const open = async () => {
      const events = client.iterate({ query: WATCH, variables: { id } });
      return { events, first: (await events.next()) as { value: { errors?: unknown } } };
    };
    const opened = [await open(), await open()];
    expect((await open()).first.value.errors).toMatchObject([{ extensions: { code: "TOO_BUSY" } }]);
    await opened[0]!.events.return!();
    let again = await open();
    for (const deadline = Date.now() + 5_000; again.first.value.errors !== undefined && Date.now() < deadline; )
      again = await open();
    expect(again.first.value.errors).toBeUndefined();

    await api.platform.apiKeys.revoke(api.platform.space, key.id);
    expect(await again.events.next()).toMatchObject({
      value: { errors: [{ extensions: { code: "UNAUTHENTICATED" } }] },
    });
    expect(await again.events.next()).toEqual({ done: true, value: undefined });
    client.dispose();
  }, 20_000);
});

describe("A stream", () => {
  test("carries queries and mutations too, is private, and not to be stored", async () => {
    const { headers, text } = await stream({ query: "{ me { space } }" });
    expect(headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(headers.get("cache-control")).toBe("private, no-store");
    expect(text).toContain('event: next\ndata: {"data":{"me":{"space":"shop"}}}');
  });

  test("is refused with 401 to a wrong key, and closed to none", async () => {
    const answer = await stream({ query: WATCH, variables: { id: runId } }, { authorization: "Bearer sq_1_x" });
    expect([answer.status, answer.body.errors?.[0]?.extensions.code]).toEqual([401, "UNAUTHENTICATED"]);
    expect((await stream({ query: WATCH, variables: { id: runId } }, { authorization: "" })).text).toContain(
      '"code":"UNAUTHENTICATED"',
    );
  });

  test.each<[string, RequestInit, number]>([
    ["a GET, which other pages can send", { method: "GET", headers: { accept: "text/event-stream" } }, 405],
    ["PUT: streams that several operations share are not offered", { method: "PUT" }, 404],
    [
      "text/plain",
      {
        method: "POST",
        headers: { accept: "text/event-stream", "content-type": "text/plain" },
        body: '{"query":"{ __typename }"}',
      },
      415,
    ],
    [
      "a type that only holds the right one",
      {
        method: "POST",
        headers: { accept: "text/event-stream", "content-type": "text/plain;application/json" },
        body: '{"query":"{ __typename }"}',
      },
      415,
    ],
    [
      "a client that wants no stream",
      {
        method: "POST",
        headers: { accept: "application/json", "content-type": "application/json" },
        body: '{"query":"{ __typename }"}',
      },
      406,
    ],
    [
      "no JSON",
      { method: "POST", headers: { accept: "text/event-stream", "content-type": "application/json" }, body: "{" },
      400,
    ],
    [
      "no query",
      { method: "POST", headers: { accept: "text/event-stream", "content-type": "application/json" }, body: "{}" },
      400,
    ],
    [
      "a body above the limit",
      {
        method: "POST",
        headers: { accept: "text/event-stream", "content-type": "application/json" },
        body: `{"query":"#${"x".repeat(1_100_000)}"}`,
      },
      413,
    ],
  ])("is refused to %s", async (_name, init, status) => {
    expect((await api.send("/graphql/stream", init)).status).toBe(status);
  });

  test.each([
    [`{ ${Array.from({ length: 16 }, (_, i) => `a${i}: __typename`).join(" ")} }`, {}, "QUERY_TOO_COMPLEX"],
    [`{ ${"a ".repeat(3_000)} }`, {}, "QUERY_TOO_COMPLEX"],
    ["{ mee }", {}, "GRAPHQL_VALIDATION_FAILED"],
    ["query ($n: Int!) { items(first: $n) { edges { cursor } } }", { n: 1_000_000 }, "BAD_INPUT"],
    ["query ($n: Int!) { items(first: $n) { edges { cursor } } }", { n: "x" }, "BAD_INPUT"],
  ])("has the limits of HTTP: %s", async (query, variables, code) => {
    const { text } = await stream({ query, variables });
    expect(text).toContain(`"code":"${code}"`);
    expect(text).not.toContain("Did you mean");
  });
});
