import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

import pg from "pg";

import { openEmbeddedDatabase } from "../../src/store/embedded/openEmbeddedDatabase.js";
import { migrate } from "../../src/store/migrate.js";
import { silentLog } from "./silentLog.js";

/** Several runs of Jest may share the server: only one makes the template. */
const TEMPLATE_LOCK = 4_711;
const FOLDER = "data/test-postgres";
const MIGRATIONS = "migrations";

/** The server that a run of Jest shares with its workers, and with other runs. */
export interface TestServer {
  close(): Promise<void>;
}

/**
 * Starts the embedded server for tests and migrates a template, which `testDatabase` copies. Workers find both in the environment.
 */
export async function startTestServer(): Promise<TestServer> {
  const server = await openEmbeddedDatabase(FOLDER, silentLog);
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  try {
    await dropDatabases(admin, ownersThatEnded);
    process.env.SEQUITUR_TEST_SERVER = server.url;
    process.env.SEQUITUR_TEST_TEMPLATE = await ensureTemplate(admin, server.url);
    process.env.SEQUITUR_TEST_OWNER = String(process.pid);
  } finally {
    await admin.end();
  }
  return {
    async close() {
      const client = new pg.Client({ connectionString: server.url });
      await client.connect();
      await dropDatabases(client, (owner) => owner === process.pid);
      await client.end();
      await server.close();
    },
  };
}

/** The template is named for the migrations in it, so that a new one is made when they change. */
async function ensureTemplate(admin: pg.Client, serverUrl: string): Promise<string> {
  const hash = createHash("sha256");
  for (const name of readdirSync(MIGRATIONS).sort())
    if (!name.endsWith(".toml")) hash.update(name).update(readFileSync(`${MIGRATIONS}/${name}/migration.sql`));
  const name = `template_${hash.digest("hex").slice(0, 12)}`;
  await admin.query("select pg_advisory_lock($1)", [TEMPLATE_LOCK]); // freed with the session
  const { rowCount } = await admin.query("select from pg_database where datname = $1", [name]);
  if (rowCount === 0) {
    const work = `${name}_making`;
    await admin.query(`drop database if exists ${work} with (force)`);
    await admin.query(`create database ${work}`);
    await migrate(withDatabase(serverUrl, work));
    await admin.query(`alter database ${work} rename to ${name}`);
  }
  return name;
}

/** Databases of tests are named `test_<process number of their run>_<random>`. */
async function dropDatabases(admin: pg.Client, isWanted: (owner: number) => boolean): Promise<void> {
  const { rows } = await admin.query<{ name: string }>(
    `select datname as name from pg_database where datname like 'test\\_%'`,
  );
  for (const { name } of rows)
    if (isWanted(Number(name.split("_")[1]))) await admin.query(`drop database if exists ${name} with (force)`);
}

function ownersThatEnded(owner: number): boolean {
  try {
    process.kill(owner, 0);
    return false;
  } catch {
    return true;
  }
}

function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
