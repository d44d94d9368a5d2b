import { startHomeCleaning } from "./homeCleaning.js";
import { homeFolders } from "./homeFolders.js";
import { logQueueErrors } from "./logQueueErrors.js";
import { bullWorker, type QueuePlace } from "./queueConnection.js";
import { startRunReconciler } from "./runReconciler.js";
import { RunWorker, type RunWorkerOptions } from "./runWorker.js";
import { openTrainingQueue } from "./trainingQueue.js";
import { untilReady } from "./untilReady.js";

/** Stalls that a job survives, besides its attempts: every one is a worker that died, not a training that failed. */
const MAX_STALLS = 10;

/** With locks of a few seconds, as tests have, looking more often than this finds nothing more. */
const LEAST_STALL_CHECK_MS = 500;

/** How soon a worker asks again after its connection failed; BullMQ's own 15 seconds suit a queue of many workers. */
const RECONNECT_MS = 1000;

/** What a worker is started with. */
export interface TrainingWorkerOptions extends Omit<RunWorkerOptions, "folders">, QueuePlace {
  /** The folder that the files of training lie in. */
  readonly home: string;
  /** How long a worker may be silent before its job is another's. */
  readonly lockMs: number;
}

/** A worker at work. */
export interface TrainingWorker {
  /** Gives the run it is on back to the queue, and ends. */
  close(): Promise<void>;
}

/**
 * Starts a worker: it takes training runs off the queue, one at a time, each training in a process of its own.
 *
 * @throws {DomainError} `DATABASE_UNREACHABLE` if the queue does not answer.
 */
export async function startTrainingWorker(options: TrainingWorkerOptions): Promise<TrainingWorker> {
  const { home, lockMs, runs, versions, artifacts, clock, log } = options;
  const folders = homeFolders(home);
  const queue = await openTrainingQueue(options);
  const runWorker = new RunWorker({ ...options, folders });
  const worker = bullWorker(options, (job, token) => runWorker.work(job, token ?? ""), {
    concurrency: 1,
    lockDuration: lockMs,
    stalledInterval: Math.max(LEAST_STALL_CHECK_MS, lockMs / 2),
    maxStalledCount: MAX_STALLS,
    runRetryDelay: RECONNECT_MS,
    autorun: false, // one that runs before it was connected, and then is not, asks for jobs without a pause, for ever
  });
  logQueueErrors(worker, log, clock);
  await untilReady(worker).catch(async (error: unknown) => {
    await queue.close();
    throw error;
  });
  worker.run().catch((error: unknown) => {
    log.error({ error }, "the worker's loop ended");
  });
  const reconciler = startRunReconciler({ runs, versions, artifacts, queue, silentMs: 2 * lockMs, clock, log });
  const cleaning = startHomeCleaning({ folders, runs, log });
  return {
    async close() {
      runWorker.stop();
      await worker.close();
      await Promise.all([reconciler.close(), cleaning.close()]);
      await queue.close();
    },
  };
}
