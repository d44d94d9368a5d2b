/**
 * @file The sequence audit: what a model loses when the order of the histories is taken away.
 *
 * Kim et al., "Lost in Sequence: Do Large Language Models Understand Sequential Recommendation?", KDD 2025, section 2: a model that
 * understands sequence ranks worse, and represents users differently, once their histories are shuffled.
 */
import type { Split } from "../data/splitLeaveLastOut.js";
import type { ScoringModel } from "../models/scoringModel.js";
import { evaluateModel } from "./evaluateModel.js";
import type { Evaluation } from "./evaluation.js";
import { evaluationCases, type SplitPart } from "./evaluationCases.js";
import { inBatches } from "./inBatches.js";
import { meanCosine } from "./meanCosine.js";

/** The same model, users, targets and negatives, with histories in their order and in a random one. */
export interface SequenceAudit {
  readonly ordered: Evaluation;
  readonly shuffled: Evaluation;
  /** Mean cosine between each user's vectors of the ordered and the shuffled history, -1 to 1; null for models without vectors. */
  readonly cosine: number | null;
}

/** What to audit, and how. */
export interface SequenceAuditOptions {
  /** Default: test. */
  readonly part?: SplitPart;
  readonly seed?: number;
  readonly batchSize?: number;
}

const DEFAULT_BATCH_SIZE = 128;

/**
 * Evaluates the model on ordered and on shuffled histories and compares the user vectors.
 *
 * @throws {RangeError} If the model's catalogue is not the split's.
 */
export async function sequenceAudit(
  model: ScoringModel,
  split: Split,
  { part = "test", seed = 0, batchSize = DEFAULT_BATCH_SIZE }: SequenceAuditOptions = {},
): Promise<SequenceAudit> {
  const ordered = await evaluateModel(model, split, part, { seed, shuffle: false, batchSize });
  const shuffled = await evaluateModel(model, split, part, { seed, shuffle: true, batchSize });
  return { ordered, shuffled, cosine: await cosineOfVectors(model, split, part, { seed, batchSize }) };
}

async function cosineOfVectors(
  model: ScoringModel,
  split: Split,
  part: SplitPart,
  { seed, batchSize }: { seed: number; batchSize: number },
): Promise<number | null> {
  if (model.userVectors === undefined) return null;
  const ordered = inBatches(evaluationCases(split, part, { seed, shuffle: false }), batchSize);
  const shuffled = inBatches(evaluationCases(split, part, { seed, shuffle: true }), batchSize);
  let sum = 0;
  let users = 0;
  for (const batch of ordered) {
    const other = shuffled.next().value as typeof batch;
    const before = await model.userVectors(batch.map(({ history }) => history)); // [B, d]
    const after = await model.userVectors(other.map(({ history }) => history)); // [B, d]
    const width = before.length / batch.length;
    sum += batch.length * meanCosine(before, after, width);
    users += batch.length;
  }
  return users === 0 ? null : sum / users;
}
