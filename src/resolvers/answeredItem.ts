import type { ExplanationBasis } from "../recommend/explanationBasis.js";

/** An item of an answer, and what the answer was made from, one object for all items of a page. */
export interface AnsweredItem {
  readonly itemId: string;
  readonly basis: ExplanationBasis;
}
