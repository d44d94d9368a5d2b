import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import pg from "pg";

import { DomainError } from "../../domain/domainError.js";
import { CLUSTER_OWNER } from "./clusterOwner.js";
import { readClusterSecret } from "./clusterSecret.js";
import { freePort } from "./freePort.js";
import { pgCtl } from "./pgCtl.js";
import type { PostgresAccount } from "./postgresAccount.js";
import type { PostgresBinaries } from "./postgresBinaries.js";

/** Advisory lock of database `postgres`: clients hold it shared, the one that stops the server holds it exclusively. */
export const KEEPER_LOCK = 7_311_889;

/** Crash recovery of a large log takes a while. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 100;
const ALREADY_EXISTS: readonly unknown[] = ["42P04", "23505"];

/** A cluster and what is needed to run it. */
export interface ClusterTools {
  readonly folder: string;
  readonly binaries: PostgresBinaries;
  readonly account: PostgresAccount;
}

/** A connection that says "this server is in use" for as long as it lasts. */
export interface Keeper {
  readonly client: pg.Client;
  readonly port: number;
}

/**
 * Connects to a cluster's server and takes the shared lock; starts the server if none runs, on its own port if that is free.
 *
 * @throws {DomainError} `DATABASE_UNREACHABLE` if it does not answer within a minute; the message tells the end of its log.
 */
export async function connectKeeper(tools: ClusterTools): Promise<Keeper> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const server = await findServer(tools.folder);
    let failure: DomainError;
    try {
      return await takeSharedLock(tools.folder, server);
    } catch (error) {
      if (error instanceof DomainError) throw error;
      failure = noAnswer(tools.folder, server, error as Error);
    }
    await wait(PAUSE_MS);
    failure = (await startUnlessRunning(tools, server.preferredPort)) ?? failure;
    if (performance.now() > deadline) throw failure;
  }
}

interface ServerAddress {
  readonly password: string;
  readonly preferredPort: number;
  readonly port: number;
  /** Process number as the pid file says; it may outlive its process. */
  readonly pid: string;
}

async function findServer(folder: string): Promise<ServerAddress> {
  const { password, port: preferredPort } = await readClusterSecret(folder);
  const pidFile = await readFile(join(folder, "postmaster.pid"), "utf8").catch(() => "");
  const lines = pidFile.split("\n"); // the first is the process, the fourth the port
  return { password, preferredPort, port: Number(lines[3]) || preferredPort, pid: lines[0] ?? "" };
}

async function takeSharedLock(folder: string, { password, port }: ServerAddress): Promise<Keeper> {
  const client = new pg.Client({
    ...{ host: "127.0.0.1", port, user: CLUSTER_OWNER, password, database: "postgres" },
    ...{ application_name: "sequitur keeper", keepAlive: true, connectionTimeoutMillis: 5_000 },
  });
  client.on("error", () => undefined); // the end of the connection is what counts, and reported as such
  try {
    await client.connect();
    await client.query("select pg_advisory_lock_shared($1)", [KEEPER_LOCK]); // while the last client stops the server this waits, then fails
    await requireFolder(client, folder, port);
    await createOwnDatabase(client);
    return { client, port };
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

async function requireFolder(client: pg.Client, folder: string, port: number): Promise<void> {
  const { rows } = await client.query<{ folder: string }>("select current_setting('data_directory') as folder");
  const served = rows[0]?.folder ?? "";
  if (served !== folder)
    throw new DomainError(
      "DATABASE_UNREACHABLE",
      `Cannot use the server on port ${port}: it serves ${served}, not ${folder}`,
    );
}

async function createOwnDatabase(client: pg.Client): Promise<void> {
  await client.query(`create database ${CLUSTER_OWNER}`).catch((error: unknown) => {
    if (!ALREADY_EXISTS.includes((error as pg.DatabaseError).code)) throw error;
  });
}

async function startUnlessRunning(tools: ClusterTools, preferredPort: number): Promise<DomainError | undefined> {
  const { folder, account } = tools;
  const { pgCtl: program } = tools.binaries;
  const running = (await pgCtl(program, ["status", "-D", folder], account)) === 0; // perhaps starting up or shutting down
  if (running) return undefined;
  const log = join(folder, "server.log");
  const port = await freePort(preferredPort);
  const code = await pgCtl(program, ["start", "-w", "-t", "30", "-D", folder, "-l", log, "-o", `-p ${port}`], account);
  if (code === 0) return undefined;
  // Or another process was faster: the next attempt to connect tells.
  const lastLines = (await readFile(log, "utf8").catch(() => "")).trim().split("\n").slice(-3).join(" | ");
  return new DomainError("DATABASE_UNREACHABLE", `Cannot start the embedded database in ${folder}: ${lastLines}`);
}

function noAnswer(folder: string, { pid, port }: ServerAddress, cause: Error): DomainError {
  return new DomainError(
    "DATABASE_UNREACHABLE",
    `Cannot reach the embedded database in ${folder} (process ${pid || "unknown"}, port ${port}): ${cause.message}; ` +
      "if that process is not PostgreSQL, remove postmaster.pid there",
    { cause },
  );
}
