import type { RankerChoice } from "../ml/index.js";

/** What the items of one answer were picked from: enough to say why, later in the same request. */
export interface ExplanationBasis {
  /** Null: nothing was learned, so that nothing explains the answer. */
  readonly modelVersionId: string | null;
  /** Item ids, oldest first. */
  readonly history: readonly string[];
  /** When each of `history` happened, in milliseconds since 1970; absent for a history that was sent. */
  readonly times?: readonly (number | null)[] | undefined;
  /** What ordered the answer. */
  readonly ranker: RankerChoice;
}
