import { setTimeout as wait } from "node:timers/promises";

import type { Clock } from "../domain/clock.js";
import type { Logger } from "../domain/logger.js";
import type { TrainingRunRepository } from "../store/trainingRunRepository.js";
import { TrainingStopped } from "./trainingStopped.js";

/** A cancelled training ends within a second. */
const LOOK_EVERY_MS = 300;

const HEARTBEAT_EVERY_MS = 2000;

/** What a watch is kept on. */
export interface RunWatchOptions {
  readonly runs: TrainingRunRepository;
  readonly runId: string;
  readonly workerId: string;
  /** Aborted with a `TrainingStopped` once the run is cancelled, or no longer this worker's. */
  readonly attempt: AbortController;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Gives signs of life for a run and looks for a request to cancel it, until it is stopped. A database that is away for a
 * while stops no training.
 *
 * @returns What stops it.
 */
export function watchRun({ runs, runId, workerId, attempt, clock, log }: RunWatchOptions): () => Promise<void> {
  const stop = new AbortController();
  let lastBeatMs = clock();
  const look = async (): Promise<void> => {
    if (await runs.isCancelRequested(runId)) attempt.abort(new TrainingStopped("CANCELLED"));
    if (clock() - lastBeatMs < HEARTBEAT_EVERY_MS) return;
    lastBeatMs = clock();
    if (!(await runs.heartbeat(runId, workerId))) attempt.abort(new TrainingStopped("LOST"));
  };
  const loop = async (): Promise<void> => {
    while (!stop.signal.aborted && !attempt.signal.aborted) {
      await look().catch((error: unknown) => {
        log.debug({ runId, error }, "a sign of life could not be given");
      });
      await wait(LOOK_EVERY_MS, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  };
  const done = loop();
  return () => {
    stop.abort();
    return done;
  };
}
