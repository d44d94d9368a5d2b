import { readFileSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";

import { openOnDatabase } from "../../src/commands/openOnDatabase.js";
import { openPlatform, type Platform } from "../../src/commands/openPlatform.js";
import { readConfig } from "../../src/config/config.js";
import { DomainError } from "../../src/domain/domainError.js";
import type { Logger } from "../../src/domain/logger.js";
import { DEFAULT_SPACE } from "../../src/domain/spaceId.js";
import type { Database } from "../../src/store/database.js";
import { silentLog } from "../harness/silentLog.js";

jest.setTimeout(240_000); // databases take their time to start on a busy machine

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "sequitur-open-"));
  await chmod(home, 0o755); // the database's own user has to enter it
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** A log whose warnings can be counted. */
function countingLog(): { log: Logger; warnings: string[] } {
  const warnings: string[] = [];
  return { log: { ...silentLog, warn: (_, message) => warnings.push(message) }, warnings };
}

const unreachable = new DomainError("DATABASE_UNREACHABLE", "Cannot reach the database: it was killed");

describe("openOnDatabase()", () => {
  test("opens the platform though its database is killed between its opening and the rest", async () => {
    const config = readConfig({ SEQUITUR_HOME: home });
    const { log, warnings } = countingLog();
    let attempts = 0;
    const open = (database: Database): Promise<Platform> => {
      if (++attempts === 1)
        process.kill(Number(readFileSync(join(home, "postgres", "postmaster.pid"), "utf8").split("\n")[0]), "SIGKILL");
      return openPlatform({ config, database, clock: Date.now, log: silentLog });
    };
    const { opened, close } = await openOnDatabase(open, { config, clock: Date.now, log });
    expect(await opened.repositories.spaces.ensure(DEFAULT_SPACE)).toMatchObject({ id: DEFAULT_SPACE });
    expect(attempts).toBeGreaterThan(1);
    expect(warnings).toContain("the database went away during the start: it is tried again");
    await close();
  });

  test("gives up in the end, with the one error, and leaves the database closed", async () => {
    const config = readConfig({ SEQUITUR_HOME: home });
    const { log, warnings } = countingLog();
    let nowMs = 0;
    const clock = () => (nowMs += 40_000); // a start that takes long
    await expect(openOnDatabase(() => Promise.reject(unreachable), { config, clock, log })).rejects.toBe(unreachable);
    expect(warnings).toHaveLength(0);
  });

  test("does not wait once it was told to stop, nor for what is no passing fault", async () => {
    const config = readConfig({ SEQUITUR_HOME: home });
    const signal = AbortSignal.abort();
    const options = { config, clock: () => 0, log: silentLog };
    await expect(openOnDatabase(() => Promise.reject(unreachable), { ...options, signal })).rejects.toBe(unreachable);
    const bug = new Error("a bug");
    await expect(openOnDatabase(() => Promise.reject(bug), options)).rejects.toBe(bug);
  });

  test("takes an outside database that was never reached for a mistake in a setting", async () => {
    const config = readConfig({ SEQUITUR_HOME: home, DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" });
    const { log, warnings } = countingLog();
    const opening = openOnDatabase(() => Promise.reject(unreachable), { config, clock: () => 0, log });
    await expect(opening).rejects.toMatchObject({ code: "DATABASE_UNREACHABLE" });
    expect(warnings).toEqual([]);
  });
});
