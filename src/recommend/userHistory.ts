/** What a user's log says to a ranker, as of one version of it. */
export interface UserHistory {
  /** The items of the positive events, oldest first; the newest thousand, far more than any model reads. */
  readonly sequence: readonly string[];
  /** When each of `sequence` happened, in milliseconds since 1970; null where the log holds an order and no dates. */
  readonly times: readonly (number | null)[];
  /** Every item with a positive event, each once. */
  readonly seen: readonly string[];
  /** Every item with a negative event, each once: never to be shown. */
  readonly rejected: readonly string[];
  /** How many events the log held. */
  readonly events: number;
}
