/** @file A worker in a process of its own, for tests that kill it: `workerProcess.ts <database url> <home>`. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";

import { startTrainingWorker } from "../../src/jobs/trainingWorker.js";
import { FolderArtifactStore } from "../../src/ml/index.js";
import { InteractionRepository } from "../../src/store/interactionRepository.js";
import { ModelVersionRepository } from "../../src/store/modelVersionRepository.js";
import { openDatabase } from "../../src/store/openDatabase.js";
import { SpaceRepository } from "../../src/store/spaceRepository.js";
import { TrainingRunRepository } from "../../src/store/trainingRunRepository.js";
import { silentLog } from "../harness/silentLog.js";
import { scriptCommand } from "./scriptCommand.js";
import { testHub } from "./testHub.js";

const [url = "", home = ""] = process.argv.slice(2);
const database = await openDatabase({ url, folder: home, log: silentLog });
await startTrainingWorker({
  runs: new TrainingRunRepository(database),
  spaces: new SpaceRepository(database),
  interactions: new InteractionRepository(database),
  versions: new ModelVersionRepository(database),
  artifacts: new FolderArtifactStore(join(home, "artifacts")),
  home,
  databaseUrl: url,
  lockMs: 2000,
  languageModel: "catalogue",
  hub: testHub(home),
  program: scriptCommand(new URL("./trainScript.ts", import.meta.url)),
  workerId: randomUUID(),
  clock: Date.now,
  log: silentLog,
});
