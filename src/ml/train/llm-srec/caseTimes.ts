import type { Split } from "../../data/splitLeaveLastOut.js";
import type { EvaluationCase } from "../../evaluate/evaluationCases.js";

/**
 * The days of a test history, in milliseconds since 1970; null where only the order is known. They keep their places where
 * items are shuffled: only the order of the items is taken away.
 */
export function caseTimes({ times, valid }: Split, { user }: Pick<EvaluationCase, "user">): Float64Array | null {
  if (times === undefined) return null;
  return Float64Array.from([...times.train[user]!, ...(valid[user] === 0 ? [] : [times.valid[user]!])]);
}
