import { join } from "node:path";

import type { Command } from "commander";

import { readConfig } from "../config/config.js";
import { stopEmbeddedDatabase } from "../store/embedded/stopEmbeddedDatabase.js";
import { createLogger } from "./createLogger.js";

/** `sequitur stop`: ends an embedded database that a killed process left running. */
export function registerStop(program: Command): void {
  program
    .command("stop")
    .description(
      "Stop the embedded database, unless a process still uses it. It stops with its last process; only a killed one leaves it running.",
    )
    .action(async () => {
      const config = readConfig();
      console.log(await stopEmbeddedDatabase(join(config.home, "postgres"), createLogger(config)));
    });
}
