import type pg from "pg";

import type { Logger } from "../domain/logger.js";
import type { PrismaSession } from "./prismaSession.js";

/** An open, migrated database: what every repository is made from. */
export interface Database {
  /** For plain reads and writes. */
  readonly prisma: PrismaSession;
  /** For what must be fast, locked or streamed; shared with Prisma. Its sessions are in UTC, `bigint` columns are BigInt. */
  readonly pool: pg.Pool;
  /** Holds the password: not for logs. */
  readonly url: string;
  /** Host, port and name, for people. */
  readonly address: string;
  /** Whether the server is ours to start and stop. */
  readonly embedded: boolean;
  readonly log: Logger;
  /** Ends all connections; the last process stops the embedded server. */
  close(): Promise<void>;
}
