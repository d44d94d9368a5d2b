import { readConfig, type Config } from "../config/config.js";
import type { Logger } from "../domain/logger.js";
import type { Database } from "../store/database.js";
import { createLogger } from "./createLogger.js";
import { openHomeDatabase } from "./openHomeDatabase.js";

/** What a command works with. */
export interface CommandContext {
  readonly config: Config;
  readonly database: Database;
  readonly log: Logger;
}

/** Opens the configured database for one piece of work, and closes it whatever comes of it. */
export async function withDatabase<Result>(work: (context: CommandContext) => Promise<Result>): Promise<Result> {
  const config = readConfig();
  const log = createLogger({ logLevel: config.logLevel === "info" ? "warn" : config.logLevel }); // the answer is the news
  const database = await openHomeDatabase(config, log);
  try {
    return await work({ config, database, log });
  } finally {
    await database.close();
  }
}
