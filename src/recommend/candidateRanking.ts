import type { Item } from "../domain/item.js";

import type { AnswerOrigin } from "./answerOrigin.js";

/** A candidate with its score. */
interface RankedCandidate {
  readonly item: Item;
  /** Comparable within one answer only; higher is better. */
  readonly score: number;
}

/** Candidates that the caller named, best first. */
export interface CandidateRanking extends AnswerOrigin {
  readonly requestId: string;
  readonly ranked: readonly RankedCandidate[];
  /** The ids that the space does not know, in the order they were given, each once. */
  readonly unknownItemIds: readonly string[];
  /** The model version that ranked; null where none is served. */
  readonly modelVersionId: string | null;
}
