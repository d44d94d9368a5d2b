import type { ModelKind } from "../artifact/modelKind.js";
import type { RankPosition } from "./rankPosition.js";

/** An item of an answer. */
export interface RankedItem {
  readonly itemId: string;
  /** The model's score, comparable within one request only; 0 for items that the model does not know, which come last. */
  readonly score: number;
  readonly position: RankPosition;
}

/** An answer to a `RankRequest`. */
export interface Ranking {
  /** Best first. */
  readonly items: readonly RankedItem[];
  /** What the scores are of: the model, or popularity where the history held nothing that the model knows. */
  readonly scoredBy: ModelKind;
  /** Whether popularity stands in because the model's scores were not finite: a fault, which is logged too. */
  readonly fallback: boolean;
}
