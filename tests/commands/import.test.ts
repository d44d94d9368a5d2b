import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { program } from "../../src/commands/program.js";
import { spaceId } from "../../src/domain/spaceId.js";
import { userId } from "../../src/domain/userId.js";
import type { Database } from "../../src/store/database.js";
import { InteractionRepository } from "../../src/store/interactionRepository.js";
import { SpaceRepository } from "../../src/store/spaceRepository.js";
import { UserRepository } from "../../src/store/userRepository.js";
import { dataFolder } from "../formats/dataFolder.js";
import { testDatabase } from "../harness/testDatabase.js";

const HEADER = "userId,itemId,timestamp";
const DEADLINE_MS = 60_000;

let database: Database;
let home: string;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  database = await testDatabase();
  home = mkdtempSync(join(tmpdir(), "sequitur-home-"));
});
afterAll(async () => {
  for (const child of running) child.kill("SIGKILL");
  await database.close();
  rmSync(home, { recursive: true, force: true });
});

/** Starts `sequitur import` as a person would. */
function start(...args: readonly string[]) {
  const [command = "", ...rest] = program();
  const child = spawn(command, [...rest, "import", ...args], {
    env: { ...process.env, DATABASE_URL: database.url, SEQUITUR_HOME: home, LOG_LEVEL: "silent" },
  });
  running.add(child);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((done) => {
    child.on("close", (code) => {
      running.delete(child);
      done({ code, stdout, stderr });
    });
  });
  return { child, ended };
}

const runImport = (...args: readonly string[]) => start(...args).ended;

/** The log of a space without what differs from database to database: order of arrival stays, its numbers go. */
async function logOf(space: string) {
  const { rows } = await database.pool.query<{ eventId: string; userId: string }>(
    `select "eventId", "userId", "itemId", type, value, "occurredAt", dated from "Interaction" where "spaceId" = $1
     order by "userId", "occurredAt", sequence`,
    [space],
  );
  return rows;
}

/** Rows that come before the one whose user the test holds locked: whole batches. */
const ROWS_BEFORE_STOP = 10_000;
const ROWS = 20_000;

/** Ties, real repeats, and users all over the file; one user in the middle only. */
function stoppableFolder(): string {
  const rows = Array.from({ length: ROWS }, (_, k) => {
    const user = k === ROWS_BEFORE_STOP ? "stop" : `u${(k * 7919) % 500}`;
    return `${user},i${(k * 31) % 300},${Math.floor(k / 40) % 900}`;
  });
  return dataFolder({ "dataset.json": '{"name": "big"}', "interactions.csv.gz": [HEADER, ...rows].join("\n") });
}

/** Makes a space in which an import of `stoppableFolder` waits in the middle of its rows until `release` is called. */
async function stoppingSpace(space: string): Promise<{ release: () => Promise<void> }> {
  await new SpaceRepository(database).create(spaceId(space));
  await new UserRepository(database).upsert(spaceId(space), [{ id: userId("stop") }]);
  const client = await database.pool.connect();
  await client.query("begin");
  await client.query(`select from "User" where "spaceId" = $1 and id = 'stop' for update`, [space]);
  return {
    async release() {
      await client.query("rollback");
      client.release();
    },
  };
}

async function untilLogHolds(space: string, wanted: number): Promise<void> {
  const repository = new InteractionRepository(database);
  for (const deadline = Date.now() + DEADLINE_MS; Date.now() < deadline; ) {
    if ((await repository.count(spaceId(space))) === wanted) return;
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error(`The log of space "${space}" did not get ${wanted} events in time`);
}

async function importedCounts(folder: string, space: string): Promise<unknown> {
  const { stdout } = await runImport(folder, "--space", space, "--json");
  const { interactions } = JSON.parse(stdout) as { interactions: unknown };
  return interactions;
}

describe("sequitur import", () => {
  test(
    "completes with the same command what kill -9 broke off, and equals an import that nothing disturbed",
    async () => {
      const folder = stoppableFolder();
      const { release } = await stoppingSpace("killed");
      const first = start(folder, "--space", "killed");
      await untilLogHolds("killed", ROWS_BEFORE_STOP);
      first.child.kill("SIGKILL");
      await first.ended;
      await release();
      expect(await importedCounts(folder, "killed")).toMatchObject({
        added: ROWS - ROWS_BEFORE_STOP,
        duplicates: ROWS_BEFORE_STOP,
      });

      await new SpaceRepository(database).create(spaceId("clean"));
      expect(await importedCounts(folder, "clean")).toMatchObject({ added: ROWS, duplicates: 0 });
      expect(await logOf("killed")).toEqual(await logOf("clean"));
    },
    3 * DEADLINE_MS,
  );

  test(
    "ends after its batch when it is interrupted, says so, and completes with the same command",
    async () => {
      const folder = stoppableFolder();
      const { release } = await stoppingSpace("interrupted");
      const first = start(folder, "--space", "interrupted");
      await untilLogHolds("interrupted", ROWS_BEFORE_STOP);
      first.child.kill("SIGINT");
      await release();
      const { code, stdout, stderr } = await first.ended;
      expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
      expect(stderr).toMatch(/^(?:.* rows, .*\n)*Cannot finish the import: it was interrupted; the same command .*\n$/);
      const logged = await new InteractionRepository(database).count(spaceId("interrupted"));
      expect(logged).toBeLessThan(ROWS);
      expect(await importedCounts(folder, "interrupted")).toMatchObject({ added: ROWS - logged, duplicates: logged });
    },
    3 * DEADLINE_MS,
  );

  test(
    "with --json prints one object and nothing else, and writes the files it was asked for",
    async () => {
      const folder = dataFolder({
        "dataset.json": '{"name": "small", "timestampKind": "unix"}',
        "items.jsonl": '{"id": "a", "title": "A"}\n',
        "interactions.csv": `${HEADER}\n${Array.from({ length: 12 }, () => "u,a,never").join("\n")}\nu,a,1.5\nu,b,2.25\n`,
      });
      const faultsFile = join(home, "faults", "small.jsonl");
      const { code, stdout, stderr } = await runImport(
        folder,
        "--hold-out",
        "last",
        "--faults-file",
        faultsFile,
        "--json",
      );
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      const report = JSON.parse(stdout) as { faults: unknown[] };
      expect(report).toMatchObject({
        source: "small",
        space: "default",
        interactions: { read: 14, added: 1, heldOut: 1, faulty: 12 },
        faultyRows: 12,
        faultsFile,
        heldOutFile: join(home, "held-out", "default.jsonl"),
      });
      expect(report.faults).toHaveLength(10);
      expect(report.faults[0]).toEqual({
        file: "interactions.csv",
        line: 2,
        reason: 'Cannot use time "never": a finite number is wanted',
      });
      const faultLines = readFileSync(faultsFile, "utf8").trimEnd().split("\n");
      expect(faultLines.map((line) => (JSON.parse(line) as { line: number }).line)).toEqual(
        Array.from({ length: 12 }, (_, k) => k + 2),
      );
      expect(readFileSync(join(home, "held-out", "default.jsonl"), "utf8")).toBe(
        '{"userId":"u","itemId":"b","timestamp":2.25,"type":"interaction","value":null}\n',
      );
    },
    DEADLINE_MS,
  );

  test(
    "tells people what it read, what is new and what was wrong",
    async () => {
      const folder = dataFolder({ "log.csv": "buyer;sku;when\nu;x;2024-01-02\nu;y;soon\n" });
      const { code, stdout } = await runImport(join(folder, "log.csv"), "--columns", "user=buyer,item=sku,time=when");
      expect(code).toBe(0);
      expect(stdout.replace(/in [\d.]+ s, \d+ rows/, "in S s, N rows")).toBe(
        [
          'Imported "csv-log" (csv) into space "default" in S s, N rows a second',
          "  interactions 2 read: 1 added, 1 faulty",
          "  Items made with their id as title, because nothing but interactions tells of them: 1",
          "Faulty rows, not imported: 1:",
          '  log.csv:3: Cannot use time "soon": a finite number is wanted',
          "--faults-file FILE lists all of them",
          "",
        ].join("\n"),
      );
    },
    DEADLINE_MS,
  );

  test(
    "ends with one clear line where it cannot import, and leaves no file behind",
    async () => {
      const broken = dataFolder({
        "dataset.json": '{"name": "broken"}',
        "interactions.csv": `${HEADER}\nu,a,1\nu,b,2\n`,
      });
      const heldOutFile = join(home, "never.jsonl");
      const failures = await Promise.all([
        runImport("/nowhere"),
        runImport(broken, "--space", "absent", "--hold-out", "last", "--held-out-file", heldOutFile),
        runImport(broken, "--columns", "user=u"),
      ]);
      expect(failures.map(({ code, stdout, stderr }) => ({ code, stdout, stderr }))).toEqual([
        { code: 1, stdout: "", stderr: 'Cannot read "/nowhere": there is no such file or folder\n' },
        { code: 1, stdout: "", stderr: 'Cannot import into space "absent": there is no such space\n' },
        {
          code: 1,
          stdout: "",
          stderr: 'Cannot map columns of format "sequitur": only csv and recbole have free columns\n',
        },
      ]);
      expect(existsSync(heldOutFile) || existsSync(`${heldOutFile}.part`)).toBe(false);
    },
    DEADLINE_MS,
  );
});
