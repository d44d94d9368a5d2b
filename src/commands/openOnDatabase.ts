import { setTimeout as wait } from "node:timers/promises";

import type { Config } from "../config/config.js";
import type { Clock } from "../domain/clock.js";
import { DomainError } from "../domain/domainError.js";
import type { Logger } from "../domain/logger.js";
import type { Database } from "../store/database.js";
import { openHomeDatabase } from "./openHomeDatabase.js";

/** A database that was killed is back within seconds; together the pauses are a quarter of a minute. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000] as const;

/** The embedded database is waited for on its own account; what has taken this long is not tried again. */
const PATIENCE_MS = 30_000;

/** What something that lives on the database is opened with. */
export interface OpenOnDatabaseOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  /** Ends the trying. */
  readonly signal?: AbortSignal | undefined;
}

/** Something that is open, and closes with its database. */
export interface OpenedOnDatabase<Opened> {
  readonly opened: Opened;
  readonly close: () => Promise<void>;
}

/**
 * Opens the configured database and something on it. A database that goes away between the two, because it was killed or
 * restarted just then, is waited for, a few times; an outside one that was never reached is a mistake in a setting and is not.
 *
 * @param open Must leave nothing open if it fails.
 * @throws {DomainError} `DATABASE_UNREACHABLE` if it does not come back in time; or whatever `open` throws.
 */
export async function openOnDatabase<Opened extends { close(): Promise<void> }>(
  open: (database: Database) => Promise<Opened>,
  options: OpenOnDatabaseOptions,
): Promise<OpenedOnDatabase<Opened>> {
  const { config, clock, log, signal } = options;
  const deadlineMs = clock() + PATIENCE_MS;
  let wasReached = config.databaseUrl === undefined;
  for (let attempt = 0; ; attempt++) {
    try {
      return await openOnce(open, options, () => (wasReached = true));
    } catch (error) {
      const pauseMs = PAUSES_MS[attempt];
      const isPassing = error instanceof DomainError && error.code === "DATABASE_UNREACHABLE" && wasReached;
      if (!isPassing || pauseMs === undefined || clock() > deadlineMs || signal?.aborted === true) throw error;
      log.warn({ reason: error.message, pauseMs }, "the database went away during the start: it is tried again");
      await wait(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function openOnce<Opened extends { close(): Promise<void> }>(
  open: (database: Database) => Promise<Opened>,
  { config, log }: OpenOnDatabaseOptions,
  onReached: () => void,
): Promise<OpenedOnDatabase<Opened>> {
  const database = await openHomeDatabase(config, log);
  onReached();
  try {
    const opened = await open(database);
    return {
      opened,
      async close() {
        await opened.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
