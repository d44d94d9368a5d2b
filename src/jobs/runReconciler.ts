import type { Clock } from "../domain/clock.js";
import type { Logger } from "../domain/logger.js";
import type { ArtifactStore } from "../ml/index.js";
import type { ModelVersionRepository } from "../store/modelVersionRepository.js";
import type { TrainingRun } from "../store/trainingRun.js";
import type { TrainingRunRepository } from "../store/trainingRunRepository.js";
import { periodically, type Periodical } from "./periodically.js";
import { MAX_ATTEMPTS, type TrainingQueue } from "./trainingQueue.js";

const LOOK_EVERY_MS = 5000;

/** What runs are compared with the queue by. */
export interface RunReconcilerOptions {
  readonly runs: TrainingRunRepository;
  readonly versions: ModelVersionRepository;
  readonly artifacts: ArtifactStore;
  readonly queue: TrainingQueue;
  /** How long a run may be silent before it is looked into; longer than its worker's lock. */
  readonly silentMs: number;
  readonly lookEveryMs?: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Finds the runs that the queue has lost: their process died between row and queue, or the queue's data are gone. Such a
 * run is queued again while it has attempts left, else it failed. A run that is to be cancelled and whose worker is gone
 * ends here too. Any number of processes may do this at once.
 */
export function startRunReconciler(options: RunReconcilerOptions): Periodical {
  const turn = async (): Promise<void> => {
    for (const run of await options.runs.listUnfinished()) await reconcile(run, options);
  };
  return periodically(options.lookEveryMs ?? LOOK_EVERY_MS, turn, options.log);
}

async function reconcile(run: TrainingRun, options: RunReconcilerOptions): Promise<void> {
  const { queue, runs, silentMs, clock, log } = options;
  const lastSignMs = (run.heartbeatAt ?? run.createdAt).getTime();
  if (clock() - lastSignMs < silentMs) return;
  if (run.cancelRequestedAt !== null) return end(run, "CANCELLED", options); // no worker lives to do it
  const standing = await queue.standingOf(run);
  if (standing === "LIVE") return; // its worker is silent, or there is none: the queue's lock decides
  if (run.attempts >= MAX_ATTEMPTS) {
    await end(run, "FAILED", options);
  } else {
    log.warn({ runId: run.id, standing }, "the queue lost the job of a training run; it is queued again");
    await queue.enqueue(run);
    await runs.heartbeat(run.id); // it was just seen to: the next look is for later
  }
}

async function end(run: TrainingRun, state: "CANCELLED" | "FAILED", options: RunReconcilerOptions): Promise<void> {
  const { runs, versions, artifacts, log } = options;
  const error = `The queue lost the job of this run, and ${run.attempts} attempts at it came to no end`;
  const ended = await runs.finish(run.id, state === "FAILED" ? { state, error } : { state });
  if (ended === null) return; // another process was quicker
  log.warn({ runId: run.id, state }, "a training run that nobody worked on was ended");
  if ((await versions.find(run.spaceId, run.id)) === null) await artifacts.remove(run.spaceId, run.id);
}
