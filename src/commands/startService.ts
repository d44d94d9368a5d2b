import type { Config } from "../config/config.js";
import type { Clock } from "../domain/clock.js";
import type { Logger } from "../domain/logger.js";
import { DEFAULT_SPACE } from "../domain/spaceId.js";
import { buildServer } from "../server/buildServer.js";
import type { Database } from "../store/database.js";
import { openOnDatabase } from "./openOnDatabase.js";
import { openPlatform, type Platform } from "./openPlatform.js";
import { program } from "./program.js";
import { WorkerProcess } from "./workerProcess.js";

/** What a service is started with. */
export interface StartServiceOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether a worker runs beside the API. */
  readonly withWorker: boolean;
  /** Ends the waiting for a database that went away during the start. */
  readonly signal?: AbortSignal;
}

/** The API, listening, with a worker beside it. */
export interface Service {
  /** `http://host:port`. */
  readonly url: string;
  /** The secret of the admin key of the default space, if this start made it. */
  readonly firstAdminKey: string | null;
  readonly platform: Platform;
  close(): Promise<void>;
}

/**
 * Opens the database, applies migrations, makes the default space and its first admin key, and serves.
 *
 * @throws {DomainError} Whatever is wrong with the database or the home; a port in use comes as the system's own error.
 */
export async function startService(options: StartServiceOptions): Promise<Service> {
  const both = await openOnDatabase((database) => serveDatabase(database, options), options);
  return { ...both.opened, close: () => both.close() };
}

async function serveDatabase(
  database: Database,
  { config, clock, log, withWorker }: StartServiceOptions,
): Promise<Service> {
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closeOne of closers.splice(0).reverse()) await closeOne();
  };
  try {
    const platform = await openPlatform({ config, database, clock, log });
    closers.push(() => platform.close());
    await platform.repositories.spaces.ensure(DEFAULT_SPACE);
    const server = await buildServer({ useCases: platform.useCases, log, allowedOrigins: config.allowedOrigins });
    closers.push(() => server.close());
    const url = await server.listen({ host: config.host, port: config.port });
    if (withWorker) {
      const environment = { LOG_LEVEL: config.logLevel }; // the demo's own default reaches its worker, too
      const worker = new WorkerProcess({ program: program(), environment, clock, log });
      closers.push(() => worker.close());
    }
    return { url, firstAdminKey: await platform.useCases.apiKeys.createFirst(DEFAULT_SPACE), platform, close };
  } catch (error) {
    await close();
    throw error;
  }
}
