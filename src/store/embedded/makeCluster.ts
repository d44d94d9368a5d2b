import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";

import { DomainError } from "../../domain/domainError.js";
import { CLUSTER_OWNER } from "./clusterOwner.js";
import { writeClusterSecret } from "./clusterSecret.js";
import { freePort } from "./freePort.js";
import { isCluster } from "./isCluster.js";
import type { PostgresAccount } from "./postgresAccount.js";
import type { PostgresBinaries } from "./postgresBinaries.js";

const execute = promisify(execFile);

/** Written into postgresql.conf: reachable from this machine only, with a password. */
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  timezone: "UTC",
  max_connections: "200",
} as const;

/**
 * Makes a cluster in a folder beside, then renames it into place: whoever comes second finds it there, and a crash leaves nothing half made.
 *
 * @throws {DomainError} `BAD_CONFIG` if the folder holds something else.
 */
export async function makeCluster(
  folder: string,
  { initdb }: PostgresBinaries,
  account: PostgresAccount,
): Promise<void> {
  await requireEmpty(folder);
  const work = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
  try {
    const fresh = join(work, "cluster");
    const password = randomBytes(24).toString("base64url");
    const passwordFile = join(work, "password");
    await writeFile(passwordFile, password, { mode: 0o600 });
    for (const path of [work, passwordFile]) await giveTo(account, path);
    await execute(initdb, initdbArguments(fresh, passwordFile), account);
    await writeClusterSecret(fresh, { password, port: await freePort() });
    await moveIntoPlace(fresh, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function giveTo({ uid, gid }: PostgresAccount, path: string): Promise<void> {
  if (uid !== undefined) await chown(path, uid, gid ?? uid);
}

function initdbArguments(folder: string, passwordFile: string): string[] {
  const user = ["-U", CLUSTER_OWNER, "-A", "scram-sha-256", `--pwfile=${passwordFile}`];
  const locale = ["-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
  return [
    "-D",
    folder,
    ...user,
    ...locale,
    ...Object.entries(SETTINGS).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ];
}

async function moveIntoPlace(fresh: string, folder: string): Promise<void> {
  try {
    await rename(fresh, folder);
  } catch (error) {
    if (!(await isCluster(folder))) throw error; // else another process was faster
  }
}

/** Before the long work: what somebody keeps there must stay, and a cluster cannot be moved over it. */
async function requireEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []); // most often it does not exist
  if (names.length === 0 || (await isCluster(folder))) return;
  throw new DomainError(
    "BAD_CONFIG",
    `Cannot make a database in ${folder}: it is not empty and holds no PostgreSQL data`,
  );
}
