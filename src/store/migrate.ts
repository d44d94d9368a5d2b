import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import pg from "pg";

import { DomainError } from "../domain/domainError.js";
import { databaseAddress } from "./databaseAddress.js";
import { databaseError } from "./databaseError.js";

const FOLDER = fileURLToPath(new URL("../../migrations", import.meta.url));
/** The advisory lock that Prisma Migrate itself takes. */
const PRISMA_MIGRATE_LOCK = 72_707_369;
const CONNECT_TIMEOUT_MS = 10_000;

/** As Prisma Migrate creates it. */
const BOOKKEEPING = `create table if not exists _prisma_migrations (
  id varchar(36) primary key not null, checksum varchar(64) not null, finished_at timestamptz, migration_name varchar(255) not null, logs text,
  rolled_back_at timestamptz, started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`;

interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file's bytes, hexadecimal, as Prisma computes it. */
  readonly checksum: string;
}

/**
 * Applies pending migrations with Prisma Migrate's own lock and bookkeeping, without its CLI. Any number of processes may do so at once.
 *
 * @param folder Holds one folder for each migration, in the order of their names.
 * @returns The names of what was applied.
 * @throws {DomainError} `DATABASE_INCOMPATIBLE` if a migration failed earlier, was edited, or is unknown to this release; `DATABASE_UNREACHABLE`.
 */
export async function migrate(url: string, folder = FOLDER): Promise<readonly string[]> {
  const client = new pg.Client({
    connectionString: url,
    options: "-c TimeZone=UTC",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  client.on("error", () => undefined); // the statement that runs then fails, and is reported
  try {
    await client.connect();
    await client.query("select pg_advisory_lock($1)", [PRISMA_MIGRATE_LOCK]); // freed with the session
    await client.query(BOOKKEEPING);
    const pending = await pendingMigrations(client, readMigrations(folder));
    for (const migration of pending) await apply(client, migration);
    return pending.map(({ name }) => name);
  } catch (error) {
    throw databaseError(error, databaseAddress(url));
  } finally {
    await client.end().catch(() => undefined);
  }
}

function readMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .sort()
    .filter((name) => existsSync(join(folder, name, "migration.sql")))
    .map((name) => {
      const bytes = readFileSync(join(folder, name, "migration.sql"));
      return { name, sql: bytes.toString("utf8"), checksum: createHash("sha256").update(bytes).digest("hex") };
    });
}

async function pendingMigrations(client: pg.Client, all: readonly Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(
    `select migration_name as name, checksum, finished_at is not null as finished from _prisma_migrations where rolled_back_at is null`,
  );
  const applied = new Map(rows.map((row) => [row.name, row]));
  const failed = rows.find((row) => !row.finished);
  if (failed)
    throw incompatible(`migration ${failed.name} failed earlier; repair it, then run "prisma migrate resolve"`);
  const foreign = rows.find((row) => !all.some(({ name }) => name === row.name));
  if (foreign)
    throw incompatible(`it has migration ${foreign.name}, which this release does not know: a newer one is wanted`);
  const edited = all.find(({ name, checksum }) => (applied.get(name)?.checksum ?? checksum) !== checksum);
  if (edited) throw incompatible(`migration ${edited.name} was edited after it was applied`);
  return all.filter(({ name }) => !applied.has(name));
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  const id = randomUUID();
  await client.query("insert into _prisma_migrations (id, checksum, migration_name) values ($1, $2, $3)", [
    id,
    checksum,
    name,
  ]);
  try {
    await client.query(sql);
  } catch (error) {
    await client.query("update _prisma_migrations set logs = $2 where id = $1", [id, (error as Error).message]);
    throw error;
  }
  await client.query("update _prisma_migrations set applied_steps_count = 1, finished_at = now() where id = $1", [id]);
}

function incompatible(reason: string): DomainError {
  return new DomainError("DATABASE_INCOMPATIBLE", `Cannot use the database: ${reason}`);
}
