import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";

import { migrate } from "../../src/store/migrate.js";
import { emptyDatabase, type EmptyDatabase } from "./emptyDatabase.js";
import { runPrisma } from "./runPrisma.js";

/** Every command starts two processes; a busy machine takes many seconds for each. */
jest.setTimeout(180_000);

describe("npx prisma, offline", () => {
  let database: EmptyDatabase;

  beforeEach(async () => {
    database = await emptyDatabase();
  });
  afterEach(() => database.drop());
  const prisma = (...command: string[]) => runPrisma(command, { DATABASE_URL: database.url });

  test("migrate status, deploy and dev agree with what the server does at start", async () => {
    expect(await prisma("migrate", "status")).toMatchObject({
      exitCode: 1,
      output: expect.stringMatching(/not yet been applied:\n\d+_init/),
    });
    expect(await prisma("migrate", "deploy")).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining("All migrations have been successfully applied"),
    });
    expect(await migrate(database.url)).toEqual([]);
    expect(await prisma("migrate", "dev")).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining("Already in sync"),
    });
    expect(await shadowDatabases()).toEqual([]);
  });

  test("migrate status and dev find nothing to do where the server was first", async () => {
    await migrate(database.url);
    expect(await prisma("migrate", "status")).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining("Database schema is up to date"),
    });
    expect(await prisma("migrate", "deploy")).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining("No pending migrations to apply"),
    });
  });

  test("migrate dev applies what is pending and makes a migration of a changed schema", async () => {
    const project = await projectWithOneMoreModel();
    const made = await prisma("migrate", "dev", "--name", "note", "--config", join(project, "prisma.config.ts"));
    expect(made).toMatchObject({ exitCode: 0, output: expect.stringContaining("_note") });
    const [name] = (await readdir(join(project, "migrations"))).filter((folder) => folder.endsWith("_note"));
    const sql = await readFile(join(project, "migrations", name ?? "", "migration.sql"), "utf8");
    expect(sql).toContain('CREATE TABLE "Note"');
    expect(sql).not.toContain("DROP");
    expect(await database.query(`select count(*)::int as notes from "Note"`)).toEqual([{ notes: 0 }]);
    await rm(project, { recursive: true });
  });

  test("migrations lead to the schema", async () => {
    const diff = ["migrate", "diff", "--from-migrations", "migrations", "--to-schema", "prisma/schema.prisma"];
    const environment = { DATABASE_URL: database.url, SHADOW_DATABASE_URL: database.url };
    expect(await runPrisma([...diff, "--exit-code"], environment)).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining("No difference detected"),
    });
  });

  test("without DATABASE_URL the embedded database of SEQUITUR_HOME is meant", async () => {
    const home = await mkdtemp(join(tmpdir(), "sequitur-home-"));
    await symlink(resolve("data/test-postgres"), join(home, "postgres"));
    const environment = { DATABASE_URL: undefined, SEQUITUR_HOME: home };
    const { output } = await runPrisma(["migrate", "status"], environment);
    expect(output).toMatch(/\d+ migrations? found/);
    expect(output).not.toMatch(/error|fail/i);
    await rm(home, { recursive: true });
  });

  async function shadowDatabases(): Promise<unknown[]> {
    return database.query(`select datname from pg_database where datname like 'prisma_shadow%'`);
  }
});

/** A copy of the project's data model and migrations, with one model that no migration makes. */
async function projectWithOneMoreModel(): Promise<string> {
  const project = await mkdtemp(join("data", "prisma-project-")); // inside, so that its imports are found
  for (const part of ["migrations", "prisma"]) await cp(part, join(project, part), { recursive: true });
  const schema = await readFile("prisma/schema.prisma", "utf8");
  await writeFile(join(project, "prisma/schema.prisma"), `${schema}\nmodel Note {\n  id String @id\n}\n`);
  const config = (await readFile("prisma.config.ts", "utf8")).replace("scripts/", "../../scripts/");
  await writeFile(join(project, "prisma.config.ts"), config);
  return project;
}
