import { inspect } from "node:util";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import pg from "pg";

import { openTestPlatform, type TestPlatform } from "../recommend/testPlatform.js";
import { openCuttableProxy } from "./cuttableProxy.js";
import { openTestApi, type Answer, type TestApi } from "./testApi.js";

const codeOf = ({ body }: Answer) => body.errors?.[0]?.extensions.code;

const isMissing = ({ body }: Answer) => (body.data as { item: object | null }).item === null;

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openTestPlatform();
  await platform.spaces.create("other");
}, 60_000);
afterAll(async () => {
  await platform.close();
});

describe("While the database is stuck", () => {
  let api: TestApi;
  let blocker: pg.Client;
  beforeEach(async () => {
    api = await openTestApi({ platform, limits: { requestTimeoutMs: 400, maxInFlightPerKey: 2 } });
    blocker = new pg.Client({ connectionString: platform.database.url });
    await blocker.connect();
    await blocker.query('begin; lock table "Item" in access exclusive mode');
  });
  afterEach(async () => {
    await blocker.end();
    await api.close();
  });

  test("a request is given up with TIMEOUT, its place stays taken, and who takes too many is TOO_BUSY", async () => {
    const stuck = await Promise.all([
      api.ask("{ items { edges { cursor } } }"),
      api.ask("{ items { edges { cursor } } }"),
    ]);
    for (const answer of stuck) expect([answer.status, codeOf(answer)]).toEqual([503, "TIMEOUT"]);

    const third = await api.ask("{ me { space } }");
    expect([third.status, codeOf(third)]).toEqual([503, "TOO_BUSY"]);
    expect((await api.ask("{ me { space } }", {}, api.keys.READER)).status).toBe(200); // another key is not its neighbour's keeper
    expect((await api.send("/health")).status).toBe(200);

    await blocker.query("rollback");
    let answer = third;
    for (const deadline = Date.now() + 5_000; codeOf(answer) === "TOO_BUSY" && Date.now() < deadline; )
      answer = await api.ask("{ me { space } }");
    expect(answer.status).toBe(200);
  });

  test("an operation over server-sent events is given up as well", async () => {
    const { text } = await api.send("/graphql/stream", {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "text/event-stream",
        authorization: `Bearer ${api.keys.READER}`,
      },
      body: JSON.stringify({ query: "{ items { edges { cursor } } }" }),
    });
    expect(text).toContain('"code":"TIMEOUT"');
  });

  test("what had not begun when the time was up is never begun", async () => {
    const query =
      'mutation { a: upsertItems(items: [{ id: "a", title: "A" }]) { created } b: upsertUsers(users: [{ id: "late" }]) { created } }';
    expect(codeOf(await api.ask(query))).toBe("TIMEOUT");
    await blocker.query("rollback");
    let answer = await api.ask('{ item(id: "a") { id } user(id: "late") { id } }', {}, api.keys.READER);
    for (const deadline = Date.now() + 5_000; isMissing(answer) && Date.now() < deadline; )
      answer = await api.ask('{ item(id: "a") { id } user(id: "late") { id } }', {}, api.keys.READER);
    expect(answer.body.data).toEqual({ item: { id: "a" }, user: null });
  });
});

test("A fault of ours is masked: its text goes to the log, with the path, and to nobody else", async () => {
  const api = await openTestApi({ platform });
  await platform.database.pool.query('alter table "ModelVersion" rename column checksum to gone');
  try {
    const { status, body, text } = await api.ask("{ me { space } models { edges { cursor } } }");
    expect([status, body.data]).toEqual([200, { me: { space: "shop" }, models: null }]);
    expect(body.errors).toEqual([
      {
        message: "Internal server error",
        locations: [{ line: 1, column: 16 }],
        path: ["models"],
        extensions: { code: "INTERNAL_SERVER_ERROR" },
      },
    ]);
    expect(text).not.toMatch(/checksum|prisma|select|stack/i);
    const line = api.lines.find(({ level }) => level === "error")!;
    expect(line.fields).toMatchObject({ path: ["models"] });
    expect(String((line.fields as { err: Error }).err)).toMatch(/checksum/);
  } finally {
    await platform.database.pool.query('alter table "ModelVersion" rename column gone to checksum');
    await api.close();
  }
});

test("A database that is gone is said to be, the process stays live, and finds it again", async () => {
  const proxy = await openCuttableProxy(platform.database.url);
  const behind = await openTestPlatform({
    beside: { ...platform, database: { ...platform.database, url: proxy.url } },
  });
  const api = await openTestApi({ platform: behind });
  try {
    expect((await api.send("/ready")).status).toBe(200);
    await proxy.cut();
    const answer = await api.ask("{ me { space } }");
    expect([answer.status, codeOf(answer), answer.text.includes("127.0.0.1")]).toEqual([
      503,
      "DATABASE_UNREACHABLE",
      false,
    ]);
    expect(inspect(api.lines, { depth: 9 })).toContain("127.0.0.1"); // the log says where it was looked for
    expect((await api.send("/health")).body).toEqual({ status: "live" });
    const ready = await api.send("/ready");
    const down = { status: "not ready", database: "down", spaces: null, spacesWithModel: null, spacesDegraded: null };
    expect([ready.status, ready.body]).toEqual([503, down]);

    await proxy.restore();
    let status = 503;
    for (const deadline = Date.now() + 10_000; status !== 200 && Date.now() < deadline; )
      status = (await api.ask("{ me { space } }")).status;
    expect(status).toBe(200);
  } finally {
    await api.close();
    await behind.close();
    await proxy.cut();
  }
}, 30_000);
