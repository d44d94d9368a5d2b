import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { openTestApi, type TestApi } from "./testApi.js";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
}, 60_000);
afterAll(async () => {
  await api.close();
});

const repeat = (count: number, of: (i: number) => string) => Array.from({ length: count }, (_, i) => of(i)).join(" ");
const exponential = (levels: number) =>
  `{ me { ...f0 } } ${repeat(levels, (i) => `fragment f${i} on Viewer { ...f${i + 1} ...f${i + 1} }`)} fragment f${levels} on Viewer { space }`;

/** Documents that would cost more to answer than to send, each with the code that refuses it. */
const ATTACKS: Record<string, [string, string]> = {
  "16 aliases": [`{ ${repeat(16, (i) => `a${i}: __typename`)} }`, "QUERY_TOO_COMPLEX"],
  "1,000 aliases": [`{ ${repeat(1_000, (i) => `a${i}: me { space }`)} }`, "QUERY_TOO_COMPLEX"],
  "20,000 aliases": [`{ ${repeat(20_000, (i) => `a${i}: __typename`)} }`, "QUERY_TOO_COMPLEX"],
  "aliases spread over fragments": [
    `{ me { ...a ...b } } fragment a on Viewer { ${repeat(8, (i) => `a${i}: space`)} } fragment b on Viewer { ${repeat(8, (i) => `b${i}: space`)} }`,
    "QUERY_TOO_COMPLEX",
  ],
  "depth 500": [`{ me ${"{ servedModel ".repeat(500)}{ id }${" }".repeat(501)}`, "GRAPHQL_VALIDATION_FAILED"],
  "depth 10,000": [`${"{ a ".repeat(10_000)}${"}".repeat(10_000)}`, "QUERY_TOO_COMPLEX"],
  "10,000 unknown directives": [`{ __typename ${repeat(10_000, () => "@a")} }`, "QUERY_TOO_COMPLEX"],
  "100 unknown directives": [`{ __typename ${repeat(100, () => "@a")} }`, "GRAPHQL_VALIDATION_FAILED"],
  "9 known directives": [`{ ${repeat(9, () => "__typename @include(if: true)")} }`, "QUERY_TOO_COMPLEX"],
  "20,000 duplicate fields": [`{ ${repeat(20_000, () => "__typename")} }`, "QUERY_TOO_COMPLEX"],
  "1,900 duplicate fields": [`{ ${repeat(1_900, () => "__typename")} }`, "QUERY_TOO_COMPLEX"],
  "11 root fields": [`{ ${repeat(11, () => "me { space }")} }`, "QUERY_TOO_COMPLEX"],
  "11 root fields in fragments": [
    `{ ${repeat(11, () => "...f")} } fragment f on Query { me { space } }`,
    "QUERY_TOO_COMPLEX",
  ],
  "a circle of fragments": [
    `{ me { ...a } } fragment a on Viewer { ...b } fragment b on Viewer { ...a }`,
    "GRAPHQL_VALIDATION_FAILED",
  ],
  "width by literals": [
    `{ ${repeat(10, (i) => `u${i}: user(id: "u") { interactions(first: 100) { edges { node { item { attributes { key } } } } } }`)} }`,
    "QUERY_TOO_COMPLEX",
  ],
  "ten introspections and one more": [
    `{ ${repeat(11, (i) => `a${i}: __schema { description }`)} }`,
    "QUERY_TOO_COMPLEX",
  ],
  "lists of fields within introspection": [
    `{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }`,
    "GRAPHQL_VALIDATION_FAILED",
  ],
  "a fragment with a reserved name": [
    `{ ...__schema } fragment __schema on Query { me { nothing } }`,
    "GRAPHQL_VALIDATION_FAILED",
  ],
};

describe("A document that asks for too much is refused with 400 and a code:", () => {
  test.each(Object.entries(ATTACKS))("%s", async (_name, [query, code]) => {
    const { status, body, text } = await api.ask(query);
    expect({ status, code: body.errors?.[0]?.extensions.code }).toEqual({ status: 400, code });
    expect(body.data).toBeUndefined();
    expect(text.length).toBeLessThan(8_000);
    expect(text).not.toMatch(/call stack|node_modules|\.js:/);
  });

  test("too many tokens say how many there may be, over server-sent events too", async () => {
    const query = `{ ${repeat(2_001, () => "__typename")} }`;
    const errors = [{ message: expect.stringMatching(/^Cannot take a document of more than 2000 tokens: /) }];
    expect((await api.ask(query)).body).toMatchObject({ errors });
    const headers = { accept: "text/event-stream", "content-type": "application/json" };
    const { text } = await api.send("/graphql/stream", { method: "POST", headers, body: JSON.stringify({ query }) });
    expect(text).toMatch(/Cannot take a document of more than 2000 tokens.*"code":"QUERY_TOO_COMPLEX"/);
  });

  test("no more than five faults are told", async () => {
    const { body } = await api.ask(`{ ${repeat(50, (i) => `no${i}`)} }`);
    expect(body.errors?.length).toBeLessThanOrEqual(6); // the sixth says that there are more
  });

  test("width by a variable, as much as by a literal", async () => {
    const field = (i: number) =>
      `u${i}: user(id: "u") { interactions(first: $n) { edges { node { item { attributes { key } } } } } }`;
    const query = `query ($n: Int!) { ${repeat(10, field)} }`;
    expect((await api.ask(query, { n: 5 })).status).toBe(200);
    const { status, body } = await api.ask(query, { n: 100 });
    expect({ status, code: body.errors?.[0]?.extensions.code }).toEqual({ status: 400, code: "QUERY_TOO_COMPLEX" });
  });

  test("width by a variable's default", async () => {
    const field = (i: number) =>
      `u${i}: user(id: "u") { interactions(first: $n) { edges { node { item { attributes { key } } } } } }`;
    const { body } = await api.ask(`query ($n: Int! = 100) { ${repeat(10, field)} }`);
    expect(body.errors?.[0]?.extensions.code).toBe("QUERY_TOO_COMPLEX");
  });
});

describe("A document that clients write is answered:", () => {
  test("15 aliases, 8 directives and 10 root fields", async () => {
    const fields = repeat(10, (i) => `a${i}: __typename ${i < 8 ? "@include(if: true)" : ""}`);
    expect((await api.ask(`{ ${fields} }`)).status).toBe(200);
  });

  test("2^26 spreads of fragments, which graphql-js collects once", async () => {
    const { status, body } = await api.ask(exponential(26));
    expect({ status, body }).toEqual({ status: 200, body: { data: { me: { space: "shop" } } } });
  });

  test("the cost is said in a header", async () => {
    const { headers } = await api.ask("{ items(first: 50) { edges { node { id } } } }");
    expect(headers.get("x-graphql-cost")).toBe("151"); // the connection, and 50 times itself, an edge and a node
  });

  test("one of several operations, by its name", async () => {
    const query = "query A { me { space } } query B { __typename }";
    const headers = { authorization: `Bearer ${api.keys.READER}` };
    expect((await api.post({ query, operationName: "B" }, headers)).body.data).toEqual({ __typename: "Query" });
    const { status, body } = await api.post({ query }, headers);
    expect({ status, code: body.errors?.[0]?.extensions.code }).toEqual({
      status: 400,
      code: "OPERATION_RESOLUTION_FAILURE",
    });
  });
});
