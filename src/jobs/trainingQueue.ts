import type { Clock } from "../domain/clock.js";
import type { Logger } from "../domain/logger.js";
import type { TrainingRun } from "../store/trainingRun.js";
import type { TrainingRunRepository } from "../store/trainingRunRepository.js";
import { logQueueErrors } from "./logQueueErrors.js";
import { queueUnreachable } from "./queueUnreachable.js";
import { reachRedis } from "./reachRedis.js";
import { untilReady } from "./untilReady.js";
import { bullQueue, type QueuePlace } from "./queueConnection.js";

/** How often a job that failed for a passing reason is tried in all. */
export const MAX_ATTEMPTS = 3;

/** The pause after the first failure; it doubles. */
const FIRST_PAUSE_MS = 1000;

/** Ended jobs that are kept to look at. */
const KEPT_JOBS = 100;

/** What a queue is opened with. */
export interface TrainingQueueOptions extends QueuePlace {
  readonly runs: TrainingRunRepository;
  readonly log: Logger;
  readonly clock: Clock;
}

/** Whether the queue still holds a run's job: `LIVE` jobs will be worked on, or are; `ENDED` ones and `LOST` ones will not. */
type JobStanding = "LIVE" | "ENDED" | "LOST";

/** Carries training runs to the workers. The row of a run is the truth; a job only says that somebody should look at it. */
export interface TrainingQueue {
  /** Puts a run on the queue; putting it there twice does nothing, unless its job has ended. */
  enqueue(run: TrainingRun): Promise<void>;
  standingOf(run: TrainingRun): Promise<JobStanding>;
  /** Takes a run's job off the queue; one that a worker has stays. */
  remove(run: TrainingRun): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the queue of training runs.
 *
 * @throws {DomainError} `DATABASE_UNREACHABLE` if its database, or Redis, does not answer.
 */
export async function openTrainingQueue(options: TrainingQueueOptions): Promise<TrainingQueue> {
  if (options.redisUrl !== undefined)
    await reachRedis(options.redisUrl).catch((cause: unknown) => {
      throw queueUnreachable(cause);
    });
  const queue = bullQueue(options, {
    defaultJobOptions: {
      attempts: MAX_ATTEMPTS,
      backoff: { type: "exponential", delay: FIRST_PAUSE_MS },
      removeOnComplete: { count: KEPT_JOBS },
      removeOnFail: { count: KEPT_JOBS },
    },
  });
  logQueueErrors(queue, options.log, options.clock);
  await untilReady(queue);
  const standingOf = async ({ id }: TrainingRun): Promise<JobStanding> => {
    const state = await queue.getJobState(id);
    if (state === "unknown") return "LOST";
    return state === "completed" || state === "failed" ? "ENDED" : "LIVE";
  };
  return {
    async enqueue(run) {
      if ((await standingOf(run)) === "ENDED") await queue.remove(run.id);
      await queue.add("train", { spaceId: run.spaceId, runId: run.id }, { jobId: run.id });
      await options.runs.setQueueJob(run.id, run.id);
    },
    standingOf,
    async remove(run) {
      await queue.remove(run.id);
    },
    close: () => queue.close(),
  };
}
