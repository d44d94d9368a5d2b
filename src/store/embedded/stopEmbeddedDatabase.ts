import type { Logger } from "../../domain/logger.js";
import { isCluster } from "./isCluster.js";
import { openEmbeddedDatabase } from "./openEmbeddedDatabase.js";
import { pgCtl } from "./pgCtl.js";
import { postgresAccount } from "./postgresAccount.js";
import { postgresBinaries } from "./postgresBinaries.js";
import { resolveClusterFolder } from "./resolveClusterFolder.js";

/**
 * Stops the server of a folder unless a process uses it. It normally stops with its last client; kill -9 of that one leaves it running.
 *
 * @throws {DomainError} As `openEmbeddedDatabase` does.
 */
export async function stopEmbeddedDatabase(
  path: string,
  log: Logger,
): Promise<"stopped" | "still in use" | "not running"> {
  const folder = await resolveClusterFolder(path);
  if (!(await isCluster(folder))) return "not running";
  const binaries = postgresBinaries();
  const account = await postgresAccount(folder, binaries.folder);
  // A pid file may outlive its process: PostgreSQL is asked.
  if ((await pgCtl(binaries.pgCtl, ["status", "-D", folder], account)) !== 0) return "not running";
  return (await openEmbeddedDatabase(folder, log)).close();
}
