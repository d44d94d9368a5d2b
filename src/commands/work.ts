import { randomUUID } from "node:crypto";
import { join } from "node:path";

import type { Command } from "commander";

import { readConfig } from "../config/config.js";
import { startTrainingWorker } from "../jobs/trainingWorker.js";
import { FolderArtifactStore } from "../ml/index.js";
import { createLogger } from "./createLogger.js";
import { openHomeDatabase } from "./openHomeDatabase.js";
import { openRepositories } from "./openRepositories.js";
import { program as thisProgram } from "./program.js";
import { queuePlace } from "./queuePlace.js";
import { untilSignal } from "./untilSignal.js";

/** `sequitur work`: takes training jobs until told to stop. */
export function registerWork(program: Command): void {
  program
    .command("work")
    .description(
      "Take training jobs off the queue, one at a time, until SIGINT or SIGTERM. `serve` starts one; start more on " +
        "other machines with the same DATABASE_URL and a shared SEQUITUR_HOME.",
    )
    .action(async () => {
      const config = readConfig();
      const log = createLogger(config);
      const database = await openHomeDatabase(config, log);
      try {
        const worker = await startTrainingWorker({
          ...openRepositories(database),
          artifacts: new FolderArtifactStore(join(config.home, "artifacts")),
          ...(await queuePlace(config, database)),
          home: config.home,
          lockMs: config.jobLockMs,
          program: thisProgram(),
          workerId: randomUUID(),
          clock: Date.now,
          log,
        });
        await untilSignal(worker);
      } finally {
        await database.close();
      }
    });
}
