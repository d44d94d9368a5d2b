/** Which entries of a history speak for an item: those without which its score would be lower. */
export interface Explanation {
  readonly itemId: string;
  /** Best first; empty where nothing speaks for the item. */
  readonly causes: readonly {
    /** In the history of the request. */
    readonly index: number;
    /** 0 to 1; those of all causes add up to 1. */
    readonly share: number;
  }[];
}
