import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { DomainError } from "../../domain/domainError.js";
import type { ClusterTools } from "./connectKeeper.js";
import { isCluster } from "./isCluster.js";
import { makeCluster } from "./makeCluster.js";
import { postgresAccount } from "./postgresAccount.js";
import { postgresBinaries } from "./postgresBinaries.js";
import { postgresMajor } from "./postgresMajor.js";
import { resolveClusterFolder } from "./resolveClusterFolder.js";

/**
 * Makes a cluster unless there is one, and checks that this PostgreSQL release can open it.
 *
 * @throws {DomainError} `DATABASE_INCOMPATIBLE` if another major version made it; `BAD_CONFIG` as `postgresAccount`, `postgresMajor` and
 *   `makeCluster` do.
 */
export async function prepareCluster(path: string): Promise<ClusterTools> {
  const folder = await resolveClusterFolder(path);
  const binaries = postgresBinaries();
  const account = await postgresAccount(folder, binaries.folder);
  const ours = await postgresMajor(binaries, account); // before anything is made
  if (!(await isCluster(folder))) await makeCluster(folder, binaries, account);
  const made = (await readFile(join(folder, "PG_VERSION"), "utf8")).trim();
  if (made !== ours)
    throw new DomainError(
      "DATABASE_INCOMPATIBLE",
      `Cannot open ${folder}: it was made by PostgreSQL ${made}, this is ${ours}; dump it with the old release and load it into a new folder`,
    );
  return { folder, binaries, account };
}
