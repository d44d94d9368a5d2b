/**
 * @file Training LLM-SRec: a frozen language model learns, through a few soft tokens and heads, what its teacher knows.
 *
 * Source: Kim et al., "Lost in Sequence", KDD 2025, 3 (arXiv:2502.13909).
 */
import { DomainError } from "../../../domain/domainError.js";
import { throwIfCancelled } from "../throwIfCancelled.js";
import { CachedRun } from "./cachedRun.js";
import { FreshRun } from "./freshRun.js";
import type { LlmSrecTraining, TrainedLlmSrec } from "./llmSrecTraining.js";
import { RunClock } from "./runClock.js";
import { trainingKey } from "./trainingKey.js";
import { openTrainingParts } from "./trainingParts.js";

/**
 * Trains by the options: with the whole catalogue to compare with, items are cached; with a few fresh ones, both sides go
 * through the language model, as in the paper. Whoever calls closes the parts.
 *
 * @throws {DomainError} `NOTHING_TO_TRAIN`, `TRAINING_FAILED` if a loss is not finite, `CANCELLED`.
 */
export async function trainLlmSrec(training: LlmSrecTraining): Promise<TrainedLlmSrec> {
  const { split, options, signal } = training;
  if (split.train.every(({ length }) => length < 2))
    throw new DomainError("NOTHING_TO_TRAIN", "Cannot train: no user has two training items in order to learn from");
  const time = new RunClock(training);
  const onBatch = () => {
    throwIfCancelled(signal);
  };
  const parts = await openTrainingParts({ ...training, onBatch });
  try {
    const Run = options.negatives === "catalogue" ? CachedRun : FreshRun;
    const checkpoints = { ...training, key: await trainingKey(training) };
    const run = await Run.open(training, parts, time, checkpoints);
    try {
      return await run.train();
    } finally {
      await run.close();
    }
  } catch (error) {
    await parts.close();
    throw error;
  }
}
