/** Ways of reading a user or an item that the paper does not have; each adds a vector to the paper's own. */
export interface ReadOutOptions {
  /** The state at the newest item's soft token, by a head of its own: it tells what comes next before training has taught the out-token to. */
  readonly lastItem?: boolean;
  /** The teacher's user vector, by a map of its own. */
  readonly userResidual?: boolean;
  /** The teacher's user vector alone, without the paper's: to measure what the language model is worth on this side. */
  readonly teacherUserOnly?: boolean;
  /** What the item's soft token is made from (the teacher's vector, and title states where there are any), by a map of its own. */
  readonly itemResidual?: boolean;
  /** How alike the titles of the history and of the item are, both read by one projection: the end of either's vector. */
  readonly titleMatch?: boolean;
}
