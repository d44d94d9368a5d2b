import { once } from "node:events";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createClient, type Client } from "graphql-ws";
import { WebSocket } from "ws";

import { openTestApi, type TestApi } from "./testApi.js";

let api: TestApi;
let runId: string;
beforeAll(async () => {
  api = await openTestApi({ limits: { keyCheckMs: 50, maxSubscriptionsPerKey: 3 } });
  await api.ask('mutation { upsertItems(items: [{ id: "a", title: "A" }]) { created } }');
  await api.ask('mutation { logInteractions(events: [{ userId: "u", itemId: "a", type: "view" }]) { loggedCount } }');
  const { body } = await api.ask("mutation { startTraining { id } }");
  runId = (body.data as { startTraining: { id: string } }).startTraining.id; // no worker takes it: it stays queued
}, 60_000);
afterAll(async () => {
  await api.close();
});

const WATCH = "subscription ($id: ID!) { trainingProgress(runId: $id) { id state } }";

function clientOf(connectionParams: Record<string, unknown>, options: object = {}): Client {
  return createClient({
    url: `ws://${api.host}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams,
    retryAttempts: 0,
    ...options,
  });
}

/** What is heard of one connection: its messages, and how it was closed. */
async function talk(
  messages: readonly (object | string)[],
  headers: Record<string, string> = {},
  protocol = "graphql-transport-ws",
) {
  const socket = new WebSocket(`ws://${api.host}/graphql`, protocol, { headers });
  const heard: string[] = [];
  socket.on("message", (data) => heard.push((data as Buffer).toString()));
  socket.on("open", () => {
    for (const message of messages) socket.send(typeof message === "string" ? message : JSON.stringify(message));
  });
  const [code, reason] = (await once(socket, "close")) as [number, Buffer];
  return { code, reason: reason.toString(), heard };
}

const init = (payload?: object) => ({ type: "connection_init", ...(payload && { payload }) });
const subscribe = { id: "1", type: "subscribe", payload: { query: "{ __typename }" } };

describe("A connection is closed", () => {
  test.each<[string, number, string, object[]]>([
    ["without a key", 4401, "Unauthorized", [init()]],
    ["with an empty key", 4401, "Unauthorized", [init({ authorization: "Bearer " })]],
    ["with a wrong key", 4401, "Unauthorized", [init({ authorization: "Bearer sq_1_x" })]],
    ["with a key that is no text", 4401, "Unauthorized", [init({ authorization: { a: 1 } })]],
    ["that subscribes before it has said who it is", 4401, "Unauthorized", [subscribe]],
  ])("%s: %d", async (_name, code, reason, messages) => {
    expect(await talk(messages)).toEqual({ code, reason, heard: [] });
  });

  test("that says who it is twice: 4429", async () => {
    const good = init({ authorization: `Bearer ${api.keys.READER}` });
    expect((await talk([good, good])).code).toBe(4429);
  });

  test.each([
    "no JSON",
    "[]",
    '{"type":"nothing"}',
    '{"type":"subscribe"}',
    '{"type":"subscribe","id":"1","payload":{"query":1}}',
  ])("that sends %s: 4400", async (message) => {
    expect((await talk([init({ authorization: `Bearer ${api.keys.READER}` }), message])).code).toBe(4400);
  });

  test("that speaks another protocol", async () => {
    const socket = new WebSocket(`ws://${api.host}/graphql`, "graphql-ws");
    const [error] = (await once(socket, "error")) as [Error];
    expect(error.message).toMatch(/subprotocol/i);
  });

  test("that a page of another origin opened: 4403, whatever the key", async () => {
    const good = init({ authorization: `Bearer ${api.keys.READER}` });
    expect(await talk([good], { origin: "https://evil.example" })).toMatchObject({ code: 4403, heard: [] });
  });

  test("that sends a message above the limit: 1009", async () => {
    expect((await talk([`"${"x".repeat(1_100_000)}"`])).code).toBe(1009);
  });

  test("that asks for more at once than a key may: 4429", async () => {
    const socket = new WebSocket(`ws://${api.host}/graphql`, "graphql-transport-ws");
    await once(socket, "open");
    const closed = once(socket, "close") as Promise<[number, Buffer]>;
    socket.send(JSON.stringify(init({ authorization: `Bearer ${api.keys.READER}` })));
    await once(socket, "message"); // the answer to who it is
    for (let i = 0; i < 200; i++) socket.send(JSON.stringify({ ...subscribe, id: String(i) }));
    expect((await closed)[0]).toBe(4429);
  });

  test("that stays silent: 4408", async () => {
    expect((await talk([])).code).toBe(4408);
  }, 10_000);

  test("on another path", async () => {
    const socket = new WebSocket(`ws://${api.host}/other`, "graphql-transport-ws");
    const [error] = (await once(socket, "error")) as [Error];
    expect(error.message).toContain("400");
  });
});

describe("A good key", () => {
  test.each<[string, Record<string, unknown>, Record<string, string>]>([
    ["in the payload, as programs write it", { authorization: "KEY" }, {}],
    ["in the payload, as GraphiQL writes it", { Authorization: "KEY" }, {}],
    ["in the header", {}, { authorization: "KEY" }],
  ])("%s opens the connection; queries and mutations run over it too", async (_name, payload, header) => {
    const filled = (record: object) =>
      JSON.parse(JSON.stringify(record).replace("KEY", `Bearer ${api.keys.WRITER}`)) as Record<string, string>;
    class WithHeader extends WebSocket {
      constructor(url: string, protocols: string) {
        super(url, protocols, { headers: filled(header) });
      }
    }
    const client = clientOf(filled(payload), { webSocketImpl: WithHeader });
    const { value } = (await client.iterate({ query: "{ me { space key { role } } }" }).next()) as { value: unknown };
    expect(value).toEqual({ data: { me: { space: "shop", key: { role: "WRITER" } } } });
    const mutation = client.iterate({ query: 'mutation { promoteModel(id: "m") { id } }' });
    expect(((await mutation.next()) as { value: { errors: unknown } }).value.errors).toMatchObject([
      { extensions: { code: "FORBIDDEN" } },
    ]);
    await client.dispose();
  });

  test("of a page of our own origin is welcome", async () => {
    const socket = new WebSocket(`ws://${api.host}/graphql`, "graphql-transport-ws", { origin: `http://${api.host}` });
    await once(socket, "open");
    socket.send(JSON.stringify(init({ authorization: `Bearer ${api.keys.READER}` })));
    const [data] = (await once(socket, "message")) as [Buffer];
    expect(JSON.parse(data.toString())).toEqual({ type: "connection_ack" });
    socket.close();
  });
});

describe("Limits hold over WebSocket as over HTTP:", () => {
  test.each([
    [`{ ${Array.from({ length: 16 }, (_, i) => `a${i}: __typename`).join(" ")} }`, {}, "QUERY_TOO_COMPLEX"],
    [`{ ${"a ".repeat(3_000)} }`, {}, "QUERY_TOO_COMPLEX"],
    ["{", {}, "GRAPHQL_PARSE_FAILED"],
    ["{ mee }", {}, "GRAPHQL_VALIDATION_FAILED"],
    ["query A { __typename } query B { __typename }", {}, "OPERATION_RESOLUTION_FAILURE"],
    ["query ($n: Int!) { items(first: $n) { edges { cursor } } }", { n: 1_000_000 }, "BAD_INPUT"],
    ["query ($n: Int!) { items(first: $n) { edges { cursor } } }", { n: "x" }, "BAD_INPUT"],
  ])("%s", async (query, variables, code) => {
    const client = clientOf({ authorization: `Bearer ${api.keys.READER}` });
    const answer: unknown = await client
      .iterate({ query, variables })
      .next()
      .then(
        ({ value }) => (value as { errors: unknown }).errors,
        (errors: unknown) => errors,
      );
    expect(answer).toMatchObject([{ extensions: { code } }]);
    expect(JSON.stringify(answer)).not.toContain("Did you mean");
    await client.dispose();
  });

  test("a key has so many subscriptions at once and no more, and gets places back", async () => {
    const client = clientOf({ authorization: `Bearer ${api.keys.WRITER}` });
    const open = async () => {
      const stream = client.iterate({ query: WATCH, variables: { id: runId } });
      return { stream, first: (await stream.next()) as { value: { errors?: unknown } } };
    };
    const opened = [await open(), await open(), await open()];
    for (const { first } of opened) expect(first.value.errors).toBeUndefined();
    expect((await open()).first.value.errors).toMatchObject([{ extensions: { code: "TOO_BUSY" } }]);
    await opened[0]!.stream.return!();
    let again = await open();
    for (const deadline = Date.now() + 5_000; again.first.value.errors !== undefined && Date.now() < deadline; )
      again = await open();
    expect(again.first.value).toMatchObject({ data: { trainingProgress: { id: runId } } });
    await client.dispose();
  });
});

describe("trainingProgress", () => {
  test("tells a late subscriber the present state first, then the changes, and ends with the run", async () => {
    const { runs } = api.platform.repositories;
    const client = clientOf({ authorization: `Bearer ${api.keys.READER}` });
    const stream = client.iterate<{ trainingProgress: { state: string; progress: { fraction: number } | null } }>({
      query:
        "subscription ($id: ID!) { trainingProgress(runId: $id) { state progress { phase epoch fraction } error } }",
      variables: { id: runId },
    });
    const next = async () =>
      ((await stream.next()) as { value: { data?: { trainingProgress: unknown } } | undefined }).value?.data
        ?.trainingProgress;
    expect(await next()).toEqual({ state: "QUEUED", progress: null, error: null });
    await runs.claim(runId, "worker-1");
    expect(await next()).toMatchObject({ state: "RUNNING" });
    await runs.progress(runId, {
      phase: "TRAINING",
      epoch: 3,
      epochs: 10,
      loss: 0.5,
      metric: 0.1,
      fraction: 0.25,
      secondsLeft: 12,
    });
    expect(await next()).toEqual({
      state: "RUNNING",
      progress: { phase: "TRAINING", epoch: 3, fraction: 0.25 },
      error: null,
    });
    await runs.finish(runId, { state: "FAILED", error: "Cannot train: the loss is not finite" });
    expect(await next()).toMatchObject({ state: "FAILED", error: "Cannot train: the loss is not finite" });
    expect(await stream.next()).toEqual({ done: true, value: undefined });

    const late = client.iterate({ query: WATCH, variables: { id: runId } });
    expect(await late.next()).toMatchObject({ value: { data: { trainingProgress: { state: "FAILED" } } } });
    expect(await late.next()).toEqual({ done: true, value: undefined });
    await client.dispose();
  }, 20_000);

  test.each(["nothing", "00000000-0000-0000-0000-000000000000"])(
    "of the unknown run %s says so and ends",
    async (id) => {
      const client = clientOf({ authorization: `Bearer ${api.keys.READER}` });
      const stream = client.iterate({ query: WATCH, variables: { id } });
      expect(await stream.next()).toMatchObject({ value: { errors: [{ extensions: { code: "UNKNOWN_RUN" } }] } });
      expect(await stream.next()).toEqual({ done: true, value: undefined });
      await client.dispose();
    },
  );

  test("ends when its key is revoked, though the run is silent, and the connection with the next operation", async () => {
    const { key, secret } = await api.platform.apiKeys.create(api.platform.space, { role: "READER", name: "short" });
    const { body } = await api.ask("mutation { startTraining { id } }");
    const id = (body.data as { startTraining: { id: string } }).startTraining.id;
    const closed: { code?: number } = {};
    const client = clientOf(
      { authorization: `Bearer ${secret}` },
      {
        lazy: false,
        onNonLazyError: () => undefined,
        on: { closed: (event: { code: number }) => (closed.code = event.code) },
      },
    );
    const stream = client.iterate({ query: WATCH, variables: { id } });
    expect(await stream.next()).toMatchObject({ value: { data: { trainingProgress: { state: "QUEUED" } } } });
    await api.platform.apiKeys.revoke(api.platform.space, key.id);
    expect(await stream.next()).toMatchObject({ value: { errors: [{ extensions: { code: "UNAUTHENTICATED" } }] } });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    await expect(client.iterate({ query: "{ __typename }" }).next()).rejects.toBeDefined();
    expect(closed.code).toBe(4401);
  }, 20_000);
});

test("A server that closes tells its clients so and does not wait for them", async () => {
  const brief = await openTestApi({ platform: api.platform });
  const socket = new WebSocket(`ws://${brief.host}/graphql`, "graphql-transport-ws");
  await once(socket, "open");
  const closed = once(socket, "close") as Promise<[number, Buffer]>;
  await brief.app.close();
  expect((await closed)[0]).toBe(1001);
});
