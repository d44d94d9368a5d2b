import { readdirSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { parse, validate } from "graphql";

import { buildGraphqlSchema } from "../../src/server/buildGraphqlSchema.js";
import { graphiqlInNode } from "./graphiqlInNode.js";
import { openTestApi, type TestApi } from "./testApi.js";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
}, 60_000);
afterAll(async () => {
  await api.close();
});

describe("GraphiQL", () => {
  test("asks no other host, and the browser would not let it", async () => {
    const page = await api.send("/graphiql");
    expect(page.status).toBe(200);
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.text).not.toMatch(/https?:\/\//);
    const policy = page.headers.get("content-security-policy")!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self' ws: wss:");
    expect(policy).not.toMatch(/https?:|\*/);
  });

  test("is given every file that it names, as what it is", async () => {
    const { text } = await api.send("/graphiql");
    const paths = [...text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path!);
    expect(paths).toHaveLength(5);
    for (const path of paths) {
      const file = await api.send(path);
      expect([path, file.status]).toEqual([path, 200]);
      expect(file.headers.get("content-type")).toMatch(path.endsWith(".css") ? /^text\/css/ : /^text\/javascript/);
      expect(file.text.length).toBeGreaterThan(500);
    }
  });

  test("runs no inline script, which the policy would stop", async () => {
    const { text } = await api.send("/graphiql");
    for (const [, inside] of text.matchAll(/<script[^>]*>([^]*?)<\/script>/g)) expect(inside).toBe("");
    expect(text).not.toMatch(/\son\w+=/);
  });

  const start = async () => graphiqlInNode(`http://${api.host}`, (await api.send("/graphiql/start.js")).text);

  test("opens with a tab for each example, valid against the schema, and a header editor for the key", async () => {
    const { defaultTabs, defaultEditorToolsVisibility, defaultHeaders } = await start();
    expect(defaultTabs).toHaveLength(readdirSync("examples").filter((name) => name.endsWith(".graphql")).length);
    const schema = await buildGraphqlSchema();
    for (const { query, headers } of defaultTabs) {
      expect(validate(schema, parse(query))).toEqual([]);
      expect(JSON.parse(headers)).toEqual({ Authorization: "Bearer " });
    }
    expect(defaultEditorToolsVisibility).toBe("headers");
    expect(JSON.parse(defaultHeaders)).toEqual({ Authorization: "Bearer " });
  });

  test("reads the schema without a key, and takes the key that was typed in one tab to the others", async () => {
    const { fetcher } = await start();
    const untouched = { headers: { Authorization: "Bearer " } };
    const ask = (query: string, options?: { headers: Record<string, string> }) =>
      fetcher({ query }, options) as Promise<unknown>;
    expect(await ask("{ __schema { queryType { name } } }", untouched)).toEqual({
      data: { __schema: { queryType: { name: "Query" } } },
    });
    expect(await ask("{ me { space } }", untouched)).toMatchObject({
      errors: [{ extensions: { code: "UNAUTHENTICATED" } }],
    });
    const typed = { headers: { authorization: `Bearer ${api.keys.READER}` } };
    const mine = { data: { me: { space: "shop" } } };
    expect(await ask("{ me { space } }", typed)).toEqual(mine);
    expect(await ask("{ me { space } }", untouched)).toEqual(mine);
    expect(await ask("{ me { space } }")).toEqual(mine);
  });

  test("runs a subscription over WebSocket, with the key", async () => {
    await api.ask('mutation { upsertItems(items: [{ id: "g", title: "G" }]) { created } }');
    await api.ask('mutation { logInteractions(events: [{ userId: "g", itemId: "g", type: "view" }]) { loggedCount } }');
    const { body } = await api.ask("mutation { startTraining { id } }");
    const { id } = (body.data as { startTraining: { id: string } }).startTraining;
    const { fetcher } = await start();
    const query = "subscription Watch($id: ID!) { trainingProgress(runId: $id) { state } }";
    const options = {
      headers: { Authorization: `Bearer ${api.keys.READER}` },
      documentAST: parse(query), // by which GraphiQL tells a subscription
    };
    const events = (await fetcher({ query, variables: { id }, operationName: "Watch" }, options)) as AsyncGenerator;
    expect(await events.next()).toMatchObject({ value: { data: { trainingProgress: { state: "QUEUED" } } } });
    await events.return(undefined);
  }, 20_000);
});

describe("Operators", () => {
  test("see that the process lives, and whether it can answer", async () => {
    expect((await api.send("/health")).body).toEqual({ status: "live" });
    const counts = { spaces: 2, spacesWithModel: 0, spacesDegraded: 0 };
    expect((await api.send("/ready")).body).toEqual({ status: "ready", database: "up", ...counts });
  });

  test("see counts and durations by fields of the schema, whatever operations are called", async () => {
    await api.ask('mutation { upsertItems(items: [{ id: "a", title: "A" }]) { created } }');
    await api.ask(
      'mutation MyOwnName { logInteractions(events: [{ userId: "u", itemId: "a", type: "view" }, { userId: "u", itemId: "no", type: "view" }]) { loggedCount } }',
    );
    await api.ask('query Chosen { recommendations(user: { userId: "u" }) { requestId } }');
    await api.ask("query Bad { nothing }");
    const { text } = await api.send("/metrics");
    expect(text).toMatch(/^process_cpu_seconds_total /m);
    expect(text).toMatch(/^sequitur_events_total\{status="LOGGED"\} 2$/m);
    expect(text).toMatch(/^sequitur_events_total\{status="REJECTED"\} 1$/m);
    expect(text).toMatch(/^sequitur_graphql_field_duration_seconds_count\{field="Query.recommendations"\} 1$/m);
    expect(text).toMatch(
      /^sequitur_graphql_request_duration_seconds_count\{transport="http",operation="logInteractions",code="OK"\} 2$/m,
    );
    expect(text).toMatch(/operation="invalid",code="GRAPHQL_VALIDATION_FAILED"\} 1$/m);
    expect(text).not.toMatch(/MyOwnName|Chosen|Bad/);
  });

  test("on other machines need an admin's key for the metrics; a proxy speaks for others", async () => {
    const afar = { "x-forwarded-for": "203.0.113.9" };
    const status = async (headers: Record<string, string>) => (await api.send("/metrics", { headers })).status;
    expect(await status(afar)).toBe(401);
    expect(await status({ ...afar, authorization: `Bearer ${api.keys.WRITER}` })).toBe(403);
    expect(await status({ ...afar, authorization: `Bearer ${api.keys.ADMIN}` })).toBe(200);
    expect(await status({ forwarded: "for=203.0.113.9" })).toBe(401);
  });
});
