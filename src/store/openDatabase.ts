import { join } from "node:path";

import type { Logger } from "../domain/logger.js";
import { connectionPool } from "./connectionPool.js";
import type { Database } from "./database.js";
import { databaseAddress } from "./databaseAddress.js";
import { openEmbeddedDatabase, type EmbeddedDatabase } from "./embedded/openEmbeddedDatabase.js";
import { migrate } from "./migrate.js";
import { openPrismaSession } from "./prismaSession.js";

/** Where the database is. */
export interface OpenDatabaseOptions {
  /** An outside server's database; without it, the embedded one is used. */
  readonly url?: string | undefined;
  /** The home folder; the embedded database lives in its `postgres`. */
  readonly folder: string;
  readonly log: Logger;
}

/**
 * Opens the outside database of `url`, or the embedded one, and applies pending migrations.
 *
 * @throws {DomainError} `DATABASE_UNREACHABLE`, `DATABASE_INCOMPATIBLE` or, for a home that cannot be used, `BAD_CONFIG`.
 */
export async function openDatabase({ url: outside, folder, log }: OpenDatabaseOptions): Promise<Database> {
  const server = outside ? undefined : await openEmbeddedDatabase(join(folder, "postgres"), log);
  try {
    return await connect(outside ?? server?.url ?? "", server, log);
  } catch (error) {
    await server?.close();
    throw error;
  }
}

async function connect(url: string, server: EmbeddedDatabase | undefined, log: Logger): Promise<Database> {
  const address = databaseAddress(url);
  const applied = await migrate(url);
  if (applied.length > 0) log.info({ address, applied }, "Applied migrations");
  const pool = connectionPool(url, log);
  const prisma = openPrismaSession(pool, address);
  return {
    ...{ prisma, pool, url, address, log },
    embedded: server !== undefined,
    async close() {
      await prisma.$disconnect();
      await pool.end();
      await server?.close();
    },
  };
}
