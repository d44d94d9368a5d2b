import { seededRandom } from "../data/seededRandom.js";
import type { Split } from "../data/splitLeaveLastOut.js";

/** The part of a split that is predicted: the one before it is then known. */
export type SplitPart = "valid" | "test";

/** One user to be ranked. */
export interface EvaluationCase {
  /** Position in the split. */
  readonly user: number;
  /** What the model is shown, oldest first unless shuffled. */
  readonly history: Int32Array;
  /** The row that should come first. */
  readonly target: number;
}

/**
 * The users who have a target, with what the model may see: the training items, for the test target the validation item too.
 *
 * @param shuffle Whether each history is put into a random order: a function of the seed and the user's id alone.
 */
export function* evaluationCases(
  split: Split,
  part: SplitPart,
  { seed, shuffle }: { seed: number; shuffle: boolean },
): Generator<EvaluationCase> {
  for (const [user, id] of split.userIds.entries()) {
    const target = split[part][user]!;
    if (target === 0) continue;
    const known = split.valid[user]!;
    const history = Int32Array.from(
      part === "test" && known !== 0 ? [...split.train[user]!, known] : split.train[user]!,
    );
    if (shuffle) seededRandom(`${seed}/shuffle/${id}`).shuffle(history);
    yield { user, history, target };
  }
}
