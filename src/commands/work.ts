import { randomUUID } from "node:crypto";
import { join } from "node:path";

import type { Command } from "commander";

import { readConfig, type Config } from "../config/config.js";
import type { Logger } from "../domain/logger.js";
import { startTrainingWorker, type TrainingWorker } from "../jobs/trainingWorker.js";
import { FolderArtifactStore } from "../ml/index.js";
import type { Database } from "../store/database.js";
import { closeInTime } from "./closeInTime.js";
import { createLogger } from "./createLogger.js";
import { openOnDatabase } from "./openOnDatabase.js";
import { openRepositories } from "./openRepositories.js";
import { program as thisProgram } from "./program.js";
import { queuePlace } from "./queuePlace.js";
import { whenAborted } from "./whenAborted.js";
import { withAbortSignal } from "./withAbortSignal.js";

/** `sequitur work`: takes training jobs until told to stop. */
export function registerWork(program: Command): void {
  program
    .command("work")
    .description(
      "Take training jobs off the queue, one at a time, until SIGINT or SIGTERM. `serve` starts one; start more on " +
        "other machines with the same DATABASE_URL and a shared SEQUITUR_HOME.",
    )
    .action(async () => {
      await withAbortSignal(workUntil, { clock: Date.now, isService: true });
    });
}

async function workUntil(signal: AbortSignal): Promise<void> {
  const config = readConfig();
  const log = createLogger(config);
  const start = (database: Database): Promise<TrainingWorker> => startWorker(database, config, log);
  const worker = await openOnDatabase(start, { config, clock: Date.now, log, signal });
  await whenAborted(signal);
  await closeInTime(worker);
}

async function startWorker(database: Database, config: Config, log: Logger): Promise<TrainingWorker> {
  return startTrainingWorker({
    ...openRepositories(database),
    artifacts: new FolderArtifactStore(join(config.home, "artifacts")),
    ...(await queuePlace(config, database)),
    home: config.home,
    lockMs: config.jobLockMs,
    program: thisProgram(),
    languageModel: config.languageModel,
    hub: config.hub,
    workerId: randomUUID(),
    clock: Date.now,
    log,
  });
}
