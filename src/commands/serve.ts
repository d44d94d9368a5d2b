import type { Command } from "commander";

import { readConfig } from "../config/config.js";
import { closeInTime } from "./closeInTime.js";
import { createLogger } from "./createLogger.js";
import { startService } from "./startService.js";
import { whenAborted } from "./whenAborted.js";
import { withAbortSignal } from "./withAbortSignal.js";

/** `sequitur serve`: the API, and a worker beside it. */
export function registerServe(program: Command): void {
  program
    .command("serve")
    .description("Serve the GraphQL API on HOST and PORT, with one worker beside it; ends on SIGINT or SIGTERM.")
    .option("--no-worker", "start no worker: others take the training jobs")
    .action(async ({ worker }: { worker: boolean }) => {
      await withAbortSignal((signal) => serveUntil(signal, worker), { clock: Date.now, isService: true });
    });
}

async function serveUntil(signal: AbortSignal, withWorker: boolean): Promise<void> {
  const config = readConfig();
  const service = await startService({ config, clock: Date.now, log: createLogger(config), withWorker, signal });
  console.log(`GraphQL   ${service.url}/graphql\nGraphiQL  ${service.url}/graphiql`);
  if (service.firstAdminKey !== null)
    console.log(`Admin key of space "default", shown this once: ${service.firstAdminKey}`);
  await whenAborted(signal);
  await closeInTime(service);
}
