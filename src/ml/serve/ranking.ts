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
  /** What ordered the items. */
  readonly ranker: "cf-srec" | "llm-srec" | "fused" | "markov" | "popular";
  /**
   * How new the language model's vector of the user is: of this history, of an earlier one, or absent, so that the sequence model ranked
   * alone; null where no language model takes part.
   */
  readonly freshness: "FRESH" | "LLM_STALE" | "CF_ONLY" | null;
  /** Whose `subject.historyVersion` that vector is of; empty for a history that was sent; null if there was none. */
  readonly languageVersion: string | null;
  /** That vector, for whoever goes on with it at once. */
  readonly languageVector?: Float32Array | null;
  /** Whether popularity stands in because the model's scores were not finite: a fault, which is logged too. */
  readonly fallback: boolean;
}
