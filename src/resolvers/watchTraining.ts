import type { TrainingRun } from "../recommend/training.js";

import type { RequestContext } from "./requestContext.js";
import { whileKeyIsGood } from "./whileKeyIsGood.js";

/**
 * A training run as it is now and after every change, until it has ended or the key that watches it is revoked.
 *
 * @throws {DomainError} On the first step, `UNKNOWN_RUN`.
 */
export function watchTraining(context: RequestContext, runId: string): AsyncIterableIterator<TrainingRun> {
  return whileKeyIsGood(context.useCases.training.progress(context.space, runId), context);
}
