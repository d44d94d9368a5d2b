import type { Item } from "../domain/item.js";

/** Why an item was recommended. */
export interface Explanation {
  /** Names the causes by their titles. */
  readonly sentence: string;
  /** The items of the history that speak for it, best first: 1 to 3. */
  readonly causes: readonly ExplanationCause[];
}

/** An item of the history that speaks for a recommended one. */
export interface ExplanationCause {
  readonly item: Item;
  /** Of all that speaks for it, 0 to 1. */
  readonly share: number;
}
