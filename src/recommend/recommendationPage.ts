import type { Item } from "../domain/item.js";
import type { ItemId } from "../domain/itemId.js";

import type { AnswerOrigin } from "./answerOrigin.js";
import type { ExplanationBasis } from "./explanationBasis.js";

/** One recommended item. */
export interface RecommendationEdge {
  readonly itemId: ItemId;
  readonly item: Item;
  /** Comparable within one answer only; higher is better. */
  readonly score: number;
  /** Where the next page goes on; signed, for the same user, filter and ranker, good for 30 minutes. */
  readonly cursor: string;
}

/** One page of recommendations; all pages that follow from one first page share its `requestId`. */
export interface RecommendationPage extends AnswerOrigin {
  /** Names this answer; events that come from it carry it. */
  readonly requestId: string;
  /** Best first. */
  readonly edges: readonly RecommendationEdge[];
  readonly hasNextPage: boolean;
  /** The model version that ranked; null where none is served. */
  readonly modelVersionId: string | null;
  /** The version of the user's history that was ranked from; null for a history sent with the request. */
  readonly historyVersion: bigint | null;
  /** For `Explainer`. */
  readonly basis: ExplanationBasis;
}
