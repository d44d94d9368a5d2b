/**
 * @file The evaluation protocol: leave-last-out, every user who has a target, the full catalogue first and 99 sampled negatives second.
 *
 * Full ranking follows Krichene & Rendle, "On sampled metrics for item recommendation", KDD 2020, who show that sampled metrics can
 * order models wrongly; the sampled ones are kept because most published tables of sequential models hold nothing else.
 */
import { seededRandom } from "../data/seededRandom.js";
import type { Split } from "../data/splitLeaveLastOut.js";
import { rankMetrics } from "../metrics/rankMetrics.js";
import type { ScoringModel } from "../models/scoringModel.js";
import type { Evaluation } from "./evaluation.js";
import { type EvaluationCase, evaluationCases, type SplitPart } from "./evaluationCases.js";
import { inBatches } from "./inBatches.js";
import { sampledRank } from "./sampledRank.js";
import { sampleNegatives } from "./sampleNegatives.js";
import { targetRank } from "./targetRank.js";

/** As in the papers that this project compares itself with. */
const NEGATIVES = 99;

/** Keeps a batch's scores near 64 MB for catalogues of 100,000 items. */
const DEFAULT_BATCH_SIZE = 128;

/** How to evaluate; all have defaults. */
export interface EvaluationOptions {
  /** Decides the negatives and the shuffles, together with the user's id; nothing else does. */
  readonly seed?: number;
  /** Whether the model sees each history in a random order: what it loses is what order was worth to it. */
  readonly shuffle?: boolean;
  /** Users scored at a time; changes the memory needed, not the result. */
  readonly batchSize?: number;
}

/**
 * Ranks each user's target by the model's scores.
 *
 * Full: among all items of the split, the history that the model saw left out, but never the target. Sampled: among the target and 99
 * items that occur nowhere in the user's sequence. Ties count against the model. Negatives are the same for every model and for ordered
 * and shuffled histories.
 *
 * @throws {RangeError} If the model's catalogue is not the split's.
 */
export async function evaluateModel(
  model: ScoringModel,
  split: Split,
  part: SplitPart,
  { seed = 0, shuffle = false, batchSize = DEFAULT_BATCH_SIZE }: EvaluationOptions = {},
): Promise<Evaluation> {
  const itemCount = split.itemIds.length;
  if (model.itemCount !== itemCount) {
    throw new RangeError(
      `Cannot evaluate a model of ${model.itemCount} items on a split of ${itemCount}: the same catalogue is wanted`,
    );
  }
  const score = async (batch: readonly EvaluationCase[]) => ({
    model: await model.scoreAll(batch.map(({ history }) => history)), // [B, N + 1]
  });
  const { model: evaluation } = await evaluateRankings(score, split, part, { seed, shuffle, batchSize });
  return evaluation ?? { users: 0, full: rankMetrics([]), sampled99: rankMetrics([]) };
}

/**
 * The same of several rankings that come of one computation, by their names; where not all that is read of users is their
 * history, too. Without any user, there is none.
 *
 * @param score Gives `[B, N + 1]` for each, row 0 unused; the same names every time.
 */
export async function evaluateRankings(
  score: (batch: readonly EvaluationCase[]) => Promise<Readonly<Record<string, Float32Array>>>,
  split: Split,
  part: SplitPart,
  { seed = 0, shuffle = false, batchSize = DEFAULT_BATCH_SIZE }: EvaluationOptions = {},
): Promise<Record<string, Evaluation>> {
  const itemCount = split.itemIds.length;
  const ranks = new Map<string, { full: number[]; sampled: number[] }>();
  for (const batch of inBatches(evaluationCases(split, part, { seed, shuffle }), batchSize)) {
    for (const [name, scores] of Object.entries(await score(batch))) {
      const { full, sampled } = ranks.get(name) ?? { full: [], sampled: [] };
      ranks.set(name, { full, sampled });
      for (const [index, each] of batch.entries()) {
        const own = scores.subarray(index * (itemCount + 1), (index + 1) * (itemCount + 1));
        full.push(targetRank(own, each.target, each.history));
        sampled.push(sampledRank(own, each.target, negativesOf(split, each, seed)));
      }
    }
  }
  return Object.fromEntries(
    [...ranks].map(([name, { full, sampled }]) => [
      name,
      { users: full.length, full: rankMetrics(full), sampled99: rankMetrics(sampled) },
    ]),
  );
}

/** The user's negatives: a function of the seed, the user's id and the items the user met, in no order. */
function negativesOf(split: Split, { user }: EvaluationCase, seed: number): Int32Array {
  const met = new Set([...split.train[user]!, split.valid[user]!, split.test[user]!]);
  met.delete(0);
  return sampleNegatives(
    seededRandom(`${seed}/negatives/${split.userIds[user]!}`),
    met,
    split.itemIds.length,
    NEGATIVES,
  );
}
