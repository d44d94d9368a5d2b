import { randomUUID } from "node:crypto";

import type { QueuePlace } from "../../src/jobs/queueConnection.js";
import { startTrainingWorker, type TrainingWorker } from "../../src/jobs/trainingWorker.js";
import { silentLog } from "../harness/silentLog.js";
import type { TestPlatform } from "../recommend/testPlatform.js";
import { scriptCommand } from "./scriptCommand.js";
import { testHub } from "./testHub.js";

/** Starts a worker in this process; it trains through `trainScript`. */
export function startTestWorker(
  { database, home, repositories, artifacts }: TestPlatform,
  place: QueuePlace = { databaseUrl: database.url },
): Promise<TrainingWorker> {
  return startTrainingWorker({
    ...repositories,
    artifacts,
    home,
    ...place,
    lockMs: 2000,
    languageModel: "catalogue",
    hub: testHub(home),
    program: scriptCommand(new URL("./trainScript.ts", import.meta.url)),
    workerId: randomUUID(),
    clock: Date.now,
    log: silentLog,
  });
}
