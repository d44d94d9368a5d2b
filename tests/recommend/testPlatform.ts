import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Clock } from "../../src/domain/clock.js";
import type { Logger } from "../../src/domain/logger.js";
import type { SpaceId } from "../../src/domain/spaceId.js";
import { deleteSnapshots } from "../../src/jobs/deleteSnapshots.js";
import { openTrainingQueue } from "../../src/jobs/trainingQueue.js";
import { FolderArtifactStore, openInferencePool } from "../../src/ml/index.js";
import { ApiKeys } from "../../src/recommend/apiKeys.js";
import { Catalogue } from "../../src/recommend/catalogue.js";
import { CursorSigner } from "../../src/recommend/cursorSigner.js";
import { Explainer } from "../../src/recommend/explainer.js";
import { InteractionLogger } from "../../src/recommend/interactionLogger.js";
import { Interactions } from "../../src/recommend/interactions.js";
import { ModelServer } from "../../src/recommend/modelServer.js";
import { Models } from "../../src/recommend/models.js";
import { Recommender } from "../../src/recommend/recommender.js";
import { Spaces } from "../../src/recommend/spaces.js";
import { Training } from "../../src/recommend/training.js";
import { UserHistories } from "../../src/recommend/userHistories.js";
import { Users } from "../../src/recommend/users.js";
import { ApiKeyRepository } from "../../src/store/apiKeyRepository.js";
import type { Database } from "../../src/store/database.js";
import { InteractionRepository } from "../../src/store/interactionRepository.js";
import { ItemRepository } from "../../src/store/itemRepository.js";
import { ItemVectorRepository } from "../../src/store/itemVectorRepository.js";
import { ModelVersionRepository } from "../../src/store/modelVersionRepository.js";
import { openDatabase } from "../../src/store/openDatabase.js";
import { openNotifications } from "../../src/store/openNotifications.js";
import { SecretRepository } from "../../src/store/secretRepository.js";
import { ServingStateRepository } from "../../src/store/servingStateRepository.js";
import { SpaceRepository } from "../../src/store/spaceRepository.js";
import { TrainingRunRepository } from "../../src/store/trainingRunRepository.js";
import { UserRepository } from "../../src/store/userRepository.js";
import { silentLog } from "../harness/silentLog.js";
import { testDatabase } from "../harness/testDatabase.js";

/** What may differ between the platforms of tests. */
export interface TestPlatformOptions {
  /** Another platform whose database and home it shares, as a second server would. */
  readonly beside?: { readonly database: Database; readonly home: string };
  readonly clock?: Clock;
  readonly log?: Logger;
  /** Long enough for a model to load on any machine, so that no test hangs on how fast this one is. */
  readonly switchWaitMs?: number;
  /** How long an answer waits for the language model; so long by default that it is always fresh. */
  readonly languageBudgetMs?: number;
}

/** The use cases on a database, an inference pool and a queue of their own, as a server process wires them. */
export type TestPlatform = Awaited<ReturnType<typeof openTestPlatform>>;

/** Opens a platform with the space `shop`. */
export async function openTestPlatform({
  beside,
  clock = Date.now,
  log = silentLog,
  switchWaitMs = 60_000,
  languageBudgetMs = 60_000,
}: TestPlatformOptions = {}) {
  const database: Database =
    beside === undefined ? await testDatabase() : await openDatabase({ url: beside.database.url, folder: "", log });
  const home = beside?.home ?? (await mkdtemp(join(tmpdir(), "sequitur-")));
  const repositories = {
    spaces: new SpaceRepository(database),
    states: new ServingStateRepository(database),
    items: new ItemRepository(database),
    itemVectors: new ItemVectorRepository(database),
    users: new UserRepository(database),
    interactions: new InteractionRepository(database),
    runs: new TrainingRunRepository(database),
    versions: new ModelVersionRepository(database),
  };
  const { spaces, states, items, users, interactions, runs, versions } = repositories;
  await runs.listUnfinished(); // Prisma loads its query compiler at the first query; Jest refuses that outside of tests and hooks
  const artifacts = new FolderArtifactStore(join(home, "artifacts"));
  const pool = openInferencePool({ memoryMb: 2048, threads: 1, log });
  const queue = await openTrainingQueue({ databaseUrl: database.url, runs, log, clock });
  const notifications = await openNotifications(database);
  const models = new ModelServer({ pool, artifacts, clock, log, switchWaitMs, ...repositories });
  const histories = new UserHistories(interactions);
  const cursors = new CursorSigner(await new SecretRepository(database).cursorKey(), clock);
  const forgetSnapshots = (space: SpaceId) => deleteSnapshots(home, space);
  const space = "shop" as SpaceId;
  if (beside === undefined) await spaces.create(space);
  return {
    space,
    database,
    home,
    repositories,
    artifacts,
    pool,
    queue,
    notifications,
    modelServer: models,
    apiKeys: new ApiKeys(new ApiKeyRepository(database)),
    catalogue: new Catalogue(items, clock),
    explainer: new Explainer(models, items),
    interactionLogger: new InteractionLogger(interactions, clock, randomUUID),
    interactions: new Interactions(interactions),
    models: new Models(versions, models),
    recommender: new Recommender({
      ...{ states, items, histories, models, cursors, languageBudgetMs },
      newId: randomUUID,
    }),
    spaces: new Spaces({ spaces, deleteFiles: forgetSnapshots }),
    training: new Training({ runs, interactions, queue, notifications, versions, languageModel: "catalogue" }),
    users: new Users({ users, histories, deleteSnapshots: forgetSnapshots }),
    async close() {
      await notifications.close();
      await models.close();
      await pool.close();
      await queue.close();
      await database.close();
      if (beside === undefined) await rm(home, { recursive: true, force: true });
    },
  };
}
