import { request as httpRequest } from "node:http";
import { inspect } from "node:util";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { openTestApi, type Answer, type TestApi } from "./testApi.js";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi({ allowedOrigins: ["https://shop.example"] });
}, 60_000);
afterAll(async () => {
  await api.close();
});

const codeOf = ({ body }: Answer) => body.errors?.[0]?.extensions.code;
const QUERY = JSON.stringify({ query: "{ __typename }" });
const MUTATION = 'mutation { deleteUser(id: "u") { deletedId } }';
const JSON_TYPE = "application/json";

describe("GraphQL over HTTP", () => {
  test.each([
    ["application/json", /^application\/json; charset=utf-8$/],
    ["application/graphql-response+json", /^application\/graphql-response\+json; charset=utf-8$/],
    ["*/*", /^application\/json; charset=utf-8$/],
  ])("answers a client that accepts %s in that", async (accept, type) => {
    const { status, headers, body } = await api.post(QUERY, { accept });
    expect([status, body]).toEqual([200, { data: { __typename: "Query" } }]);
    expect(headers.get("content-type")).toMatch(type);
  });

  test.each([
    ["{", {}],
    ["{ nothing }", {}],
    [`{ ${"__typename ".repeat(11)} }`, {}],
    ["query ($n: Int!) { items(first: $n) { edges { cursor } } }", { n: "x" }],
    ["query ($n: Int!) { items(first: $n) { edges { cursor } } }", { n: 0 }],
  ])("tells a fault of a document by the media type that the client takes: %s", async (query, variables) => {
    const status = async (accept: string) => (await api.post({ query, variables }, { accept })).status;
    expect(await status("application/graphql-response+json")).toBe(400);
    expect(await status("application/graphql-response+json, application/json;q=0.9")).toBe(400);
    expect(await status("*/*")).toBe(400);
    expect(await status("application/json, text/plain, */*")).toBe(400);
    expect(await status("application/json")).toBe(200); // as GraphQL over HTTP has it for clients of before it
    expect(await status("application/json; charset=utf-8")).toBe(200);
  });

  test("refuses a client that accepts none of it, with 406", async () => {
    expect((await api.post(QUERY, { accept: "text/csv" })).status).toBe(406);
  });

  test.each<[string, string, number]>([
    ["no JSON", "{", 400],
    ["an empty body", "", 400],
    ["an empty object", "{}", 400],
    ["a list: batches are not taken", `[${QUERY},${QUERY}]`, 400],
    ["a string", '"{ __typename }"', 400],
    ["a query that is a number", '{"query": 1}', 400],
    ["a query that is an object", '{"query": {"kind": "Document"}}', 400],
    ["an operation name that is a number", '{"query": "{ __typename }", "operationName": 1}', 400],
    ["variables that are text", '{"query": "{ __typename }", "variables": "{}"}', 400],
    ["variables that are a list", '{"query": "{ __typename }", "variables": []}', 400],
    ["extensions that are text", '{"query": "{ __typename }", "extensions": "{}"}', 400],
    ["a syntax error", '{"query": "{"}', 400],
    ["an unknown field", '{"query": "{ nothing }"}', 400],
    ["an operation that is not there", '{"query": "query A { __typename }", "operationName": "B"}', 400],
    ["a persisted query", '{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0"}}}', 200],
  ])("answers %s with a code and the right status", async (_name, body, status) => {
    const answer = await api.post(body);
    expect(answer.status).toBe(status);
    expect(answer.body.data).toBeUndefined();
    expect(codeOf(answer)).toMatch(
      /^(BAD_REQUEST|GRAPHQL_PARSE_FAILED|GRAPHQL_VALIDATION_FAILED|OPERATION_RESOLUTION_FAILURE|PERSISTED_QUERY_NOT_SUPPORTED)$/,
    );
  });

  test.each([
    ["null parameters", '{"query": "{ __typename }", "operationName": null, "variables": null, "extensions": null}'],
    ["a map of extensions", '{"query": "{ __typename }", "extensions": {"a": 1}}'],
    ["unknown parameters", '{"query": "{ __typename }", "other": 1}'],
  ])("takes %s", async (_name, body) => {
    expect((await api.post(body)).body).toEqual({ data: { __typename: "Query" } });
  });

  test("refuses a body above the limit with 413, whether it is said or only sent", async () => {
    const long = JSON.stringify({ query: `{ __typename } #${"x".repeat(1_100_000)}` });
    const answer = await api.post(long);
    expect([answer.status, codeOf(answer)]).toEqual([413, "BODY_TOO_LARGE"]);
  });

  test("refuses a subscription, says where they are had, and logs nothing", async () => {
    const before = api.lines.length;
    for (const key of [api.keys.READER, null]) {
      const answer = await api.ask('subscription { trainingProgress(runId: "r") { id } }', {}, key);
      expect([answer.status, codeOf(answer), answer.body.data]).toEqual([400, "BAD_REQUEST", undefined]);
      expect(answer.body.errors![0]!.message).toMatch(/POST \/graphql\/stream.*WebSocket at \/graphql/);
    }
    expect(api.lines.slice(before)).toEqual([]);
  });

  test("answers a path that is none with 404", async () => {
    const answer = await api.send("/nothing");
    expect([answer.status, codeOf(answer)]).toEqual([404, "BAD_REQUEST"]);
  });
});

describe("What a page of another origin could send without asking is refused:", () => {
  const form = (type: string, body: string) => ({ method: "POST", headers: { "content-type": type }, body });
  test.each<[string, string, RequestInit, number]>([
    ["a simple GET", `/graphql?query=${encodeURIComponent("{ __typename }")}`, {}, 400],
    ["a mutation in text/plain", "/graphql", form("text/plain", JSON.stringify({ query: MUTATION })), 415],
    [
      "a mutation in a type that only looks like JSON's",
      "/graphql",
      form("text/plain;application/json", JSON.stringify({ query: MUTATION })),
      415,
    ],
    [
      "a mutation in a form",
      "/graphql",
      form("application/x-www-form-urlencoded", `query=${encodeURIComponent(MUTATION)}`),
      415,
    ],
    ["a mutation in a multipart form", "/graphql", form("multipart/form-data; boundary=x", `--x--`), 415],
    ["another charset", "/graphql", form("application/json; charset=utf-16", QUERY), 415],
    ["an odd charset", "/graphql", form('application/json; charset="cp1252"', QUERY), 415],
    [
      "a GET with an odd type",
      `/graphql?query=%7B__typename%7D`,
      { headers: { "content-type": "text/plain", "apollo-require-preflight": "1" } },
      415,
    ],
    [
      "a mutation by GET",
      `/graphql?query=${encodeURIComponent(MUTATION)}`,
      { headers: { "apollo-require-preflight": "1" } },
      405,
    ],
  ])("%s", async (_name, path, init, status) => {
    const answer = await api.send(path, init);
    expect([answer.status, codeOf(answer)]).toEqual([status, "BAD_REQUEST"]);
  });

  test("but not a GET that a browser would have asked for first", async () => {
    const path = `/graphql?query=${encodeURIComponent("query ($a: Boolean!) { __typename @include(if: $a) }")}&variables=${encodeURIComponent('{"a":true}')}`;
    expect((await api.send(path, { headers: { "apollo-require-preflight": "1" } })).body).toEqual({
      data: { __typename: "Query" },
    });
  });

  test("other methods", async () => {
    for (const method of ["PUT", "PATCH", "DELETE"])
      expect((await api.send("/graphql", { method })).status).toBeGreaterThanOrEqual(400);
  });
});

describe("Origins:", () => {
  test("pages of a named one may ask", async () => {
    const origin = "https://shop.example";
    expect((await api.post(QUERY, { origin })).headers.get("access-control-allow-origin")).toBe(origin);
    const preflight = await api.send("/graphql", {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST" },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-headers")).toContain("authorization");
  });

  test("no other one is allowed, and there is no wildcard", async () => {
    for (const origin of ["https://evil.example", "null", "https://shop.example.evil.example"]) {
      const headers = { origin };
      expect((await api.post(QUERY, headers)).headers.get("access-control-allow-origin")).toBeNull();
      expect(
        (await api.send("/graphql", { method: "OPTIONS", headers })).headers.get("access-control-allow-origin"),
      ).toBeNull();
    }
  });
});

describe("The key", () => {
  const me = (authorization: string) => api.post({ query: "{ me { space } }" }, { authorization });

  test.each([
    "Basic abc",
    "sq_1_abc",
    "Bearer a b",
    "Bearer sq_unknown_key",
    "Bearer null",
    `Bearer ${"x".repeat(1_000)}`,
    "Bearer ' or 1=1 --",
  ])("%s is refused with 401, whatever is asked", async (authorization) => {
    const answer = await me(authorization);
    expect([answer.status, codeOf(answer)]).toEqual([401, "UNAUTHENTICATED"]);
    expect(answer.text).not.toContain(authorization);
    expect((await api.post(QUERY, { authorization })).status).toBe(401);
  });

  test("is needed for every field, and not for the schema", async () => {
    for (const authorization of ["Bearer", "Bearer "]) expect((await me(authorization)).status).toBe(401);
    const answer = await api.ask("{ me { space } }", {}, null);
    expect([answer.status, codeOf(answer), answer.body.data]).toEqual([401, "UNAUTHENTICATED", { me: null }]);
    expect((await api.ask("{ __schema { queryType { name } } }", {}, null)).body.data).toEqual({
      __schema: { queryType: { name: "Query" } },
    });
  });

  test("is taken whatever the case of its scheme", async () => {
    expect((await me(`bearer   ${api.keys.READER}`)).body.data).toEqual({ me: { space: "shop" } });
  });

  test("is refused with 403 where its role does not suffice, and nothing has happened", async () => {
    const answer = await api.ask('mutation { upsertUsers(users: [{ id: "x" }]) { created } }', {}, api.keys.READER);
    expect([answer.status, codeOf(answer)]).toEqual([403, "FORBIDDEN"]);
    expect(answer.body.errors![0]!.message).toContain("role WRITER is wanted");
    expect((await api.ask('{ user(id: "x") { id } }')).body.data).toEqual({ user: null });
  });

  test("is good until it is revoked, and not one request longer", async () => {
    const { body } = await api.ask('mutation { createApiKey(role: READER, name: "short") { secret key { id role } } }');
    const { secret, key } = (body.data as { createApiKey: { secret: string; key: { id: string } } }).createApiKey;
    expect((await me(`Bearer ${secret}`)).status).toBe(200);
    const revoked = await api.ask("mutation ($id: ID!) { revokeApiKey(id: $id) { revokedId } }", { id: key.id });
    expect(revoked.body.data).toEqual({ revokeApiKey: { revokedId: key.id } });
    expect((await me(`Bearer ${secret}`)).status).toBe(401);
  });

  test("is in no line of the log and no metric, good or bad", async () => {
    await me("Bearer sq_wrong_key");
    const logged = inspect(api.lines, { depth: 9 });
    const { text } = await api.send("/metrics");
    for (const secret of [...Object.values(api.keys), "sq_wrong_key"]) {
      expect(logged).not.toContain(secret);
      expect(text).not.toContain(secret);
    }
  });
});

describe("Every answer", () => {
  test("is private, and says so to caches and browsers", async () => {
    for (const answer of [
      await api.post(QUERY),
      await api.post("{"),
      await api.send("/nothing"),
      await api.send("/health"),
      await api.send("/graphiql"),
    ]) {
      expect(answer.headers.get("cache-control")).toBe("private, no-store");
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      expect(answer.headers.get("x-frame-options")).toBe("DENY");
      expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
      expect(answer.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(answer.headers.get("x-powered-by")).toBeNull();
    }
  });

  test("suggests no names of the schema", async () => {
    for (const query of ["{ mee { space } }", "{ me { spac } }", "query ($u: UserInputt) { __typename }"]) {
      const { text } = await api.ask(query);
      expect(text).not.toContain("Did you mean");
    }
    const variable = await api.ask('mutation ($r: Role!) { createApiKey(role: $r, name: "x") { secret } }', {
      r: "READR",
    });
    expect(variable.text).not.toContain("Did you mean");
  });

  test("holds what could be answered beside what could not", async () => {
    const { status, body } = await api.ask(
      '{ me { space } recommendations(user: { userId: "nobody" }) { requestId } }',
    );
    expect([status, body.data]).toEqual([200, { me: { space: "shop" }, recommendations: null }]);
    expect(body.errors).toMatchObject([{ path: ["recommendations"], extensions: { code: "UNKNOWN_USER" } }]);
  });
});

test("A request that does not end its header or body does not hold a place for ever", async () => {
  const slow = await openTestApi({ platform: api.platform, limits: { requestTimeoutMs: 300 } });
  const { hostname, port } = new URL(`http://${slow.host}`);
  const ended = new Promise<string>((resolve) => {
    const request = httpRequest({
      hostname,
      port,
      path: "/graphql",
      method: "POST",
      headers: { "content-type": JSON_TYPE, "content-length": "100" },
    });
    request.on("response", (response) => {
      resolve(String(response.statusCode));
      response.resume();
    });
    request.on("error", (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? "closed");
    });
    request.write("{");
  });
  expect(await ended).toMatch(/408|ECONNRESET/);
  await slow.close();
}, 20_000);
