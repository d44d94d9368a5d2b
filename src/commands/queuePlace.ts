import { createHash } from "node:crypto";

import type { Config } from "../config/config.js";
import type { QueuePlace } from "../jobs/queueConnection.js";
import type { Database } from "../store/database.js";
import { SecretRepository } from "../store/secretRepository.js";

const NAME_LENGTH = 12;

/** Where an installation's queue lives: beside its tables, or in Redis under a name that is its own, since several may share one. */
export async function queuePlace(config: Config, database: Database): Promise<QueuePlace> {
  const installation = createHash("sha256").update(await new SecretRepository(database).cursorKey());
  return {
    databaseUrl: database.url,
    redisUrl: config.redisUrl,
    namespace: `sequitur-${installation.digest("hex").slice(0, NAME_LENGTH)}`,
  };
}
