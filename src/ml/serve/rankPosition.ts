/**
 * The place of an item in the whole ranking of a request, as a key rather than a number: a page that starts after it neither
 * repeats nor skips an item, whatever is added, hidden or removed in between.
 */
export interface RankPosition {
  /** 0: items that have a score; 1: items that came after the model was trained, and have none. Lower comes first. */
  readonly tier: number;
  /** The score; in tier 1 the creation time in milliseconds. Higher comes first. */
  readonly score: number;
  /**
   * Decides between equal scores: the model's row, or where there is none the item's id. Lower comes first. In tier 0 of a model, ids of
   * items that came later bear a "#", and come after all rows.
   */
  readonly tie: string;
}
