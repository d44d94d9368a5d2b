import { readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import pg from "pg";

import { openEmbeddedDatabase } from "../../src/store/embedded/openEmbeddedDatabase.js";
import { stopEmbeddedDatabase } from "../../src/store/embedded/stopEmbeddedDatabase.js";
import { silentLog } from "../harness/silentLog.js";
import { startEmbeddedClient } from "./embeddedClient.js";

/** Making a cluster takes seconds, on a busy machine many. */
jest.setTimeout(120_000);

const isRoot = process.getuid?.() === 0;
const testAsRoot = isRoot ? test : test.skip;
if (!isRoot) console.log("Skipped: what only root meets, because this is not root");

/** What processes that made the database at the same time met. */
interface Making {
  readonly servers: readonly string[];
  readonly answers: readonly string[];
}

describe("openEmbeddedDatabase()", () => {
  let home: string;
  let folder: string;
  let opened: { close(): Promise<string> }[];
  let making: Making;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "sequitur-embedded-"));
    await chmod(home, 0o755); // mkdtemp makes folders that only their owner may enter
    folder = join(home, "postgres");
    const clients = await Promise.all(Array.from({ length: 2 }, () => startEmbeddedClient(folder)));
    const answers: string[] = [];
    for (const client of clients) answers.push(await client.close());
    making = { servers: clients.map(({ server }) => server), answers };
  });
  beforeEach(() => {
    opened = [];
  });
  afterEach(async () => {
    for (const client of opened) await client.close().catch(() => undefined);
    await stopEmbeddedDatabase(folder, silentLog).catch(() => undefined);
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  const open = async (path = folder) => {
    const database = await openEmbeddedDatabase(path, silentLog);
    opened.push(database);
    return database;
  };
  const serverProcess = () => readFileSync(join(folder, "postmaster.pid"), "utf8").split("\n")[0];

  test("processes that make it at once make one, which stops with the last of them", async () => {
    expect(new Set(making.servers).size).toBe(1);
    expect(making.answers).toEqual(["still in use", "stopped"]);
    expect(await stopEmbeddedDatabase(folder, silentLog)).toBe("not running");
    expect(await readdir(home)).toEqual(["postgres"]);
  });

  test("processes that start it at once share one server", async () => {
    const clients = await Promise.all(Array.from({ length: 2 }, () => startEmbeddedClient(folder)));
    const ours = await open();
    expect(new Set([...clients.map(({ server }) => server), serverProcess()]).size).toBe(1);
    expect(await query(ours.url, "select 1 as one")).toEqual([{ one: 1 }]);
    for (const client of clients) expect(await client.close()).toBe("still in use");
    expect(await ours.close()).toBe("stopped");
  });

  test("it outlives kill -9 of the process that started it, and the next one adopts it with all that was committed", async () => {
    const starter = await startEmbeddedClient(folder);
    const before = await open();
    await query(before.url, "create table adopted as select 42 as answer");
    expect(await before.close()).toBe("still in use");
    await starter.kill();
    const after = await open();
    expect(serverProcess()).toBe(starter.server);
    expect(await query(after.url, "select answer from adopted")).toEqual([{ answer: 42 }]);
    expect(await stopEmbeddedDatabase(folder, silentLog)).toBe("still in use");
    expect(await after.close()).toBe("stopped");
  });

  test("a server that was killed is started again for its clients, at the same address", async () => {
    const database = await open();
    await query(database.url, "create table survivor as select 42 as answer");
    const server = serverProcess();
    process.kill(Number(server), "SIGKILL");
    expect(await retry(() => query(database.url, "select answer from survivor"))).toEqual([{ answer: 42 }]);
    expect(serverProcess()).not.toBe(server);
    const second = await open();
    expect(second.url).toBe(database.url);
    expect([await database.close(), await second.close()]).toEqual(["still in use", "stopped"]);
  });

  test("two folders are two servers, and only its password opens one", async () => {
    const one = await open();
    const two = await open(join(home, "other"));
    expect(one.url).not.toBe(two.url);
    const wrong = new URL(one.url);
    wrong.password = new URL(two.url).password;
    await expect(query(wrong.href, "select 1")).rejects.toThrow("password authentication failed");
    expect((await stat(join(folder, "sequitur.json"))).mode & 0o777).toBe(0o600);
    expect(await two.close()).toBe("stopped");
    await rm(join(home, "other"), { recursive: true });
  });

  test("a server whose port was taken in the meantime takes another", async () => {
    const first = await open();
    const { port } = new URL(first.url);
    await first.close();
    const stranger = createServer().listen(Number(port), "127.0.0.1");
    try {
      const second = await open();
      expect(new URL(second.url).port).not.toBe(port);
      expect(await query(second.url, "select 1 as one")).toEqual([{ one: 1 }]);
    } finally {
      stranger.close();
    }
  });

  test("data of another major version is refused and left as it is", async () => {
    const file = join(folder, "PG_VERSION");
    const version = await readFile(file, "utf8");
    await writeFile(file, "15\n");
    await expect(open()).rejects.toMatchObject({
      code: "DATABASE_INCOMPATIBLE",
      message: expect.stringMatching(/^Cannot open .*: it was made by PostgreSQL 15, this is 18; dump it .*/),
    });
    expect(await stopEmbeddedDatabase(folder, silentLog)).toBe("not running");
    await writeFile(file, version);
    expect(await query((await open()).url, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("a folder that holds something else is refused and left as it is", async () => {
    const taken = join(home, "taken");
    await mkdir(taken);
    await writeFile(join(taken, "thesis.txt"), "years of work");
    await expect(open(taken)).rejects.toMatchObject({
      code: "BAD_CONFIG",
      message: expect.stringContaining("it is not empty and holds no PostgreSQL data"),
    });
    expect(await readdir(taken)).toEqual(["thesis.txt"]);
    await rm(taken, { recursive: true });
  });

  testAsRoot("for root it runs as another user, and a folder which that user may not enter is named", async () => {
    expect((await stat(join(folder, "PG_VERSION"))).uid).not.toBe(0);
    await chmod(home, 0o700);
    await expect(open()).rejects.toMatchObject({
      code: "BAD_CONFIG",
      message: expect.stringContaining(`may not enter ${home} (mode 0700); "chmod o+x ${home}"`),
    });
    await chmod(home, 0o755);
  });
});

async function query(connectionString: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return (await client.query(text)).rows as unknown[];
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Tries until it works, for 20 s: connections are refused until the server is back. */
async function retry<Result>(work: () => Promise<Result>): Promise<Result> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
