import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { startService, type Service } from "../../src/commands/startService.js";
import { readConfig } from "../../src/config/config.js";
import { DEFAULT_SPACE } from "../../src/domain/spaceId.js";
import type { Database } from "../../src/store/database.js";
import { silentLog } from "../harness/silentLog.js";
import { testDatabase } from "../harness/testDatabase.js";

const execute = promisify(execFile);
const PATIENCE_MS = 120_000;

let database: Database;
let home: string;
let service: Service;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  database = await testDatabase();
  home = await mkdtemp(join(tmpdir(), "sequitur-examples-"));
  const config = readConfig({ SEQUITUR_HOME: home, DATABASE_URL: database.url, PORT: "0", LOG_LEVEL: "silent" });
  service = await startService({ config, clock: Date.now, log: silentLog, withWorker: false });
  const items = ["Dune", "Dune Messiah", "Children of Dune"].map((title) => ({ id: title, title }));
  await service.platform.useCases.catalogue.upsertItems(DEFAULT_SPACE, items);
  environment = { ...process.env, SEQUITUR_URL: service.url, SEQUITUR_KEY: service.firstAdminKey ?? "" };
}, PATIENCE_MS);

afterAll(async () => {
  await service.close();
  await rm(home, { recursive: true, force: true });
  await database.close();
}, PATIENCE_MS);

describe("examples/log-and-recommend.ts", () => {
  const run = (...parameters: string[]) =>
    execute(process.execPath, ["--import", "tsx", "examples/log-and-recommend.ts", ...parameters], {
      env: environment,
    });

  test(
    "logs an event and prints what comes next, without the item of the event",
    async () => {
      const { stdout } = await run("paul", "Dune");
      expect(stdout).toContain("logged: LOGGED");
      expect(stdout).toContain("  Dune Messiah\n");
      expect(stdout).not.toContain("  Dune\n");
    },
    PATIENCE_MS,
  );

  test(
    "says why an event was refused",
    async () => {
      expect((await run("paul", "no such item")).stdout).toMatch(/logged: Cannot .*no such item/);
    },
    PATIENCE_MS,
  );
});

describe("examples/recommend.sh", () => {
  const hasCurl = spawnSync("curl", ["--version"]).status === 0;
  if (!hasCurl) console.warn("skipped: curl is not installed");

  (hasCurl ? test : test.skip)(
    "prints recommendations as JSON",
    async () => {
      await service.platform.useCases.users.upsert(DEFAULT_SPACE, [{ id: "chani" }]);
      const { stdout } = await execute("examples/recommend.sh", ["chani"], { env: environment });
      const { data } = JSON.parse(stdout) as { data: { recommendations: { edges: unknown[] } } };
      expect(data.recommendations.edges).toHaveLength(3);
    },
    PATIENCE_MS,
  );
});
