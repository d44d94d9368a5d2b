import { randomUUID } from "node:crypto";
import { join } from "node:path";

import type { Config } from "../config/config.js";
import type { Clock } from "../domain/clock.js";
import type { Logger } from "../domain/logger.js";
import { deleteSnapshots } from "../jobs/deleteSnapshots.js";
import { startRunReconciler } from "../jobs/runReconciler.js";
import { openTrainingQueue, type TrainingQueue } from "../jobs/trainingQueue.js";
import { FolderArtifactStore, openInferencePool, type ArtifactStore } from "../ml/index.js";
import { ApiKeys } from "../recommend/apiKeys.js";
import { Catalogue } from "../recommend/catalogue.js";
import { CursorSigner } from "../recommend/cursorSigner.js";
import { Explainer } from "../recommend/explainer.js";
import { InteractionLogger } from "../recommend/interactionLogger.js";
import { Interactions } from "../recommend/interactions.js";
import { ModelServer } from "../recommend/modelServer.js";
import { Models } from "../recommend/models.js";
import { Recommender } from "../recommend/recommender.js";
import { Spaces } from "../recommend/spaces.js";
import { Training } from "../recommend/training.js";
import type { UseCases } from "../recommend/useCases.js";
import { UserHistories } from "../recommend/userHistories.js";
import { Users } from "../recommend/users.js";
import type { Database } from "../store/database.js";
import { openNotifications } from "../store/openNotifications.js";
import { SecretRepository } from "../store/secretRepository.js";
import { queuePlace } from "./queuePlace.js";
import { openRepositories, type Repositories } from "./openRepositories.js";

/** What the platform is opened with. */
export interface OpenPlatformOptions {
  readonly config: Config;
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The use cases with everything beneath them, wired. */
export interface Platform {
  readonly repositories: Repositories;
  readonly artifacts: ArtifactStore;
  readonly queue: TrainingQueue;
  readonly useCases: UseCases;
  /** Ends models and connections; the database stays open. */
  close(): Promise<void>;
}

/** Wires the platform over an open database. @throws {DomainError} `DATABASE_UNREACHABLE` for the queue's. */
export async function openPlatform(options: OpenPlatformOptions): Promise<Platform> {
  const closers: Closer[] = [];
  const close = async (): Promise<void> => {
    for (const closeOne of closers.splice(0).reverse()) await closeOne();
  };
  try {
    return { ...(await wire(options, closers)), close };
  } catch (error) {
    await close(); // whoever tries again finds nothing left of the first time
    throw error;
  }
}

type Closer = () => Promise<void> | void;

/** @param closers Gets what closes each part, in the order in which they were opened. */
async function wire(
  { config, database, clock, log }: OpenPlatformOptions,
  closers: Closer[],
): Promise<Omit<Platform, "close">> {
  const repositories = openRepositories(database);
  const artifacts = new FolderArtifactStore(join(config.home, "artifacts"));
  const pool = openInferencePool({ memoryMb: config.inferenceMemoryMb, threads: config.inferenceThreads, log });
  closers.push(() => pool.close());
  const queue = await openTrainingQueue({
    ...(await queuePlace(config, database)),
    runs: repositories.runs,
    log,
    clock,
  });
  closers.push(() => queue.close());
  const silentMs = 2 * config.jobLockMs;
  const reconciler = startRunReconciler({ ...repositories, artifacts, queue, silentMs, clock, log });
  closers.push(() => reconciler.close());
  const notifications = await openNotifications(database);
  closers.push(() => notifications.close());
  const models = new ModelServer({ pool, artifacts, clock, log, ...repositories });
  closers.push(
    () => models.close(),
    notifications.onSpace((space) => void models.refresh(space)),
  );
  const histories = new UserHistories(repositories.interactions);
  const deleteFiles = async (space: Parameters<ModelServer["forget"]>[0]): Promise<void> => {
    await models.forget(space);
    await deleteSnapshots(config.home, space);
    await artifacts.removeSpace(space);
  };
  const cursors = new CursorSigner(await new SecretRepository(database).cursorKey(), clock);
  const { languageBudgetMs, languageModel } = config;
  const { items, interactions, runs, users, versions, spaces, states, keys } = repositories;
  return {
    repositories,
    artifacts,
    queue,
    useCases: {
      apiKeys: new ApiKeys(keys),
      catalogue: new Catalogue(items, clock),
      explainer: new Explainer(models, items),
      interactionLogger: new InteractionLogger(interactions, clock, randomUUID),
      interactions: new Interactions(interactions),
      models: new Models(versions, models),
      recommender: new Recommender({ states, items, histories, models, cursors, languageBudgetMs, newId: randomUUID }),
      spaces: new Spaces({ spaces, deleteFiles }),
      training: new Training({ runs, interactions, queue, notifications, versions, languageModel }),
      users: new Users({ users, histories, deleteSnapshots: (space) => deleteSnapshots(config.home, space) }),
    },
  };
}
