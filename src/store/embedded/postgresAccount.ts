import { spawnSync } from "node:child_process";
import { stat } from "node:fs/promises";
import { dirname } from "node:path";

import { DomainError } from "../../domain/domainError.js";

/** How PostgreSQL's programs are spawned: as whom, and from a folder that everybody may enter. */
export interface PostgresAccount {
  readonly uid?: number;
  readonly gid?: number;
  readonly cwd: "/";
}

const NAME = "postgres";

/**
 * The account that PostgreSQL runs under: ours, but for root, which PostgreSQL refuses; then the system user `postgres`, made if absent.
 *
 * @param dataFolder Absolute path of the cluster; its parent must exist.
 * @param binaryFolder Absolute path of PostgreSQL's programs.
 * @throws {DomainError} `BAD_CONFIG` if that user cannot be had, or may not enter one of the folders: the message names it.
 */
export async function postgresAccount(dataFolder: string, binaryFolder: string): Promise<PostgresAccount> {
  if (process.getuid?.() !== 0) return { cwd: "/" };
  const account = systemAccount();
  for (const folder of [dirname(dataFolder), binaryFolder]) await requireEntry(folder, account);
  return account;
}

function systemAccount(): PostgresAccount {
  if (Number.isNaN(idOf("-u"))) spawnSync("useradd", ["--system", "--user-group", NAME]);
  const [uid, gid] = [idOf("-u"), idOf("-g")];
  if (Number.isNaN(uid) || Number.isNaN(gid))
    throw new DomainError(
      "BAD_CONFIG",
      `Cannot run the embedded database as root: create the system user "${NAME}", or start this program as another user`,
    );
  return { uid, gid, cwd: "/" };
}

function idOf(flag: "-u" | "-g"): number {
  return Number.parseInt(spawnSync("id", [flag, NAME], { encoding: "utf8" }).stdout, 10);
}

async function requireEntry(folder: string, account: PostgresAccount): Promise<void> {
  if (mayEnter(folder, account)) return;
  let closed = folder;
  while (!mayEnter(dirname(closed), account)) closed = dirname(closed);
  const mode = ((await stat(closed)).mode & 0o777).toString(8).padStart(4, "0");
  throw new DomainError(
    "BAD_CONFIG",
    `Cannot run the embedded database in ${folder}: for root it runs as the system user "${NAME}", which may not enter ${closed} (mode ${mode}); ` +
      `"chmod o+x ${closed}", another SEQUITUR_HOME, or another user to start this program as is wanted`,
  );
}

function mayEnter(path: string, account: PostgresAccount): boolean {
  const { error, status } = spawnSync("test", ["-x", path], account);
  if (error)
    throw new DomainError(
      "BAD_CONFIG",
      `Cannot run the embedded database: root may not become the user "${NAME}" here (${error.message}); start this program as another user`,
    );
  return status === 0;
}
