import type { Split } from "../data/splitLeaveLastOut.js";
import { sequenceAudit, type SequenceAudit } from "../evaluate/sequenceAudit.js";
import type { ScoringModel } from "../models/scoringModel.js";
import { cancellableModel } from "./cancellableModel.js";
import { evaluationBatchSize } from "./evaluationBatchSize.js";

/**
 * Ranks the test items, with histories in their order and shuffled. Training and later evaluations both come here, so
 * that they agree to the last bit.
 *
 * @throws {DomainError} `CANCELLED` within a batch of users of the signal.
 */
export function testModel(
  model: ScoringModel,
  split: Split,
  { seed, signal }: { seed: number; signal?: AbortSignal | undefined },
): Promise<SequenceAudit> {
  const batchSize = evaluationBatchSize(model.itemCount);
  return sequenceAudit(cancellableModel(model, signal), split, { part: "test", seed, batchSize });
}
