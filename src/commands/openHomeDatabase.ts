import type { Config } from "../config/config.js";
import type { Logger } from "../domain/logger.js";
import type { Database } from "../store/database.js";
import { openDatabase } from "../store/openDatabase.js";
import { makeFolder } from "./makeFolder.js";

/**
 * Opens the configured database, once it is clear that the home can be used: with an outside database, too, everything
 * else lies there.
 *
 * @throws {DomainError} `BAD_CONFIG` for the home, or as `openDatabase` does.
 */
export async function openHomeDatabase({ databaseUrl, home }: Config, log: Logger): Promise<Database> {
  await makeFolder(home);
  return openDatabase({ url: databaseUrl, folder: home, log });
}
