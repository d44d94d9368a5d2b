import type { RankerChoice } from "./rankerChoice.js";

/** Which items of an answer to explain, and what the answer was made from. */
export interface ExplainRequest {
  /** As in `RankRequest`. */
  readonly history: readonly string[];
  /** As in `RankRequest`. */
  readonly times?: readonly (number | null)[] | undefined;
  /** Item ids. */
  readonly items: readonly string[];
  /** What ordered the answer. */
  readonly ranker?: RankerChoice | undefined;
}
