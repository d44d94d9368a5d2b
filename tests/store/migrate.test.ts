import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { migrate } from "../../src/store/migrate.js";
import { emptyDatabase, type EmptyDatabase } from "./emptyDatabase.js";

const execute = promisify(execFile);

describe("migrate()", () => {
  let folder: string;
  let names: readonly string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sequitur-migrations-"));
    await cp("migrations", folder, { recursive: true });
    names = (await readdir(folder)).filter((name) => !name.endsWith(".toml")).sort();
  });
  afterAll(() => rm(folder, { recursive: true }));
  const on = async (check: (database: EmptyDatabase) => Promise<void>) => {
    const database = await emptyDatabase();
    try {
      await check(database);
    } finally {
      await database.drop();
    }
  };

  test("applies everything once, when three processes start at the same time", async () => {
    await on(async ({ url, query }) => {
      const program = `import { migrate } from "./src/store/migrate.ts"; console.log((await migrate(process.argv[1])).length)`;
      const command = ["--import", "tsx", "--input-type=module", "-e", program, url];
      const outputs = await Promise.all(Array.from({ length: 3 }, () => execute(process.execPath, command)));
      expect(outputs.map(({ stdout }) => Number(stdout)).sort()).toEqual([0, 0, names.length]);
      expect(await migrate(url)).toEqual([]);
      const rows = await query(`select migration_name as name from _prisma_migrations order by 1`);
      expect(rows).toEqual(names.map((name) => ({ name })));
    });
  });

  test("keeps the training runs of a database that knew one kind, and lets it have the new ones", async () => {
    await on(async ({ url, query }) => {
      const first = await mkdtemp(join(tmpdir(), "sequitur-first-"));
      await cp(join(folder, names[0] ?? ""), join(first, names[0] ?? ""), { recursive: true });
      await migrate(url, first);
      await rm(first, { recursive: true });
      const insert = (id: string, kind: string) =>
        query(
          `insert into "TrainingRun" ("spaceId", id, kind, state, options) values ('s', '${id}', '${kind}', 'FAILED', '{}')`,
        );
      await query(`insert into "Space" (id) values ('s')`);
      await insert("before", "CF_SREC");
      await expect(insert("too early", "FULL")).rejects.toThrow("invalid input value for enum");
      expect(await migrate(url)).toEqual(names.slice(1));
      await insert("language", "LLM_SREC");
      await insert("both", "FULL");
      expect(await query(`select kind::text from "TrainingRun" order by id`)).toEqual([
        { kind: "CF_SREC" },
        { kind: "FULL" },
        { kind: "LLM_SREC" },
      ]);
    });
  });

  test("refuses a migration that was edited after it was applied", async () => {
    await on(async ({ url }) => {
      const edited = await mkdtemp(join(tmpdir(), "sequitur-edited-"));
      await cp(folder, edited, { recursive: true });
      await migrate(url, edited);
      await writeFile(join(edited, names[0] ?? "", "migration.sql"), "-- another text");
      await expect(migrate(url, edited)).rejects.toMatchObject({
        code: "DATABASE_INCOMPATIBLE",
        message: expect.stringContaining("was edited after it was applied"),
      });
      await rm(edited, { recursive: true });
    });
  });

  test("refuses a database that a newer release has migrated", async () => {
    await on(async ({ url, query }) => {
      await migrate(url, folder);
      await query(
        `insert into _prisma_migrations (id, checksum, migration_name, finished_at) values ('x', 'y', '29990101_future', now())`,
      );
      await expect(migrate(url, folder)).rejects.toMatchObject({
        code: "DATABASE_INCOMPATIBLE",
        message: expect.stringContaining("29990101_future"),
      });
    });
  });

  test("leaves nothing of a migration that fails, and then refuses until it is resolved", async () => {
    await on(async ({ url, query }) => {
      const failing = await mkdtemp(join(tmpdir(), "sequitur-failing-"));
      await cp(folder, failing, { recursive: true });
      const last = join(failing, "29990101_failing");
      await cp(join(folder, names[0] ?? ""), last, { recursive: true });
      await writeFile(join(last, "migration.sql"), "create table half (id int); select 1 / 0;");
      await expect(migrate(url, failing)).rejects.toThrow("division by zero");
      expect(await query(`select to_regclass('half') as half`)).toEqual([{ half: null }]);
      await expect(migrate(url, failing)).rejects.toMatchObject({
        code: "DATABASE_INCOMPATIBLE",
        message: expect.stringContaining("migration 29990101_failing failed earlier"),
      });
      await rm(failing, { recursive: true });
    });
  });
});
