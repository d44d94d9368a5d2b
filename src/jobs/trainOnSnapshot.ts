import { stat } from "node:fs/promises";
import { join } from "node:path";

import type { TrainingProgress } from "../store/trainingRun.js";
import { trainArguments, type TrainCall } from "./trainArguments.js";
import type { TrainingAttemptOptions } from "./trainingAttemptOptions.js";
import { runTrainingCommand } from "./trainingCommand.js";
import { TrainingFault } from "./trainingFault.js";

/** Where a part of the work lies in a run's progress, 0 to 1. */
export type Span = readonly [from: number, to: number];

/** What training on a snapshot needs of an attempt. */
type TrainOptions = Pick<TrainingAttemptOptions, "run" | "folders" | "program" | "report" | "signal">;

/**
 * Runs `train` on a snapshot.
 *
 * @throws {TrainingFault} Its failure; a passing one if the snapshot was withdrawn meanwhile. Or the signal's reason.
 */
export async function trainOnSnapshot(options: TrainOptions, call: TrainCall, [from, to]: Span): Promise<void> {
  const { run, folders, program, report, signal } = options;
  const onProgress = (progress: TrainingProgress): void => {
    report({ ...progress, fraction: from + (to - from) * Math.min(1, Math.max(0, progress.fraction)) });
  };
  const logFile = join(folders.logs, `${run.id}.log`);
  try {
    await runTrainingCommand({ program, args: trainArguments(call), logFile, signal, onProgress });
  } catch (cause) {
    if (!(cause instanceof TrainingFault) || cause.isPassing || (await isFolder(call.data))) throw cause;
    throw new TrainingFault("Cannot train: the snapshot was withdrawn because a user was deleted", true, { cause });
  }
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() ?? false;
}
