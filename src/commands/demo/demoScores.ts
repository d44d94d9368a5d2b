/** What the demo's models score, NDCG@10 among all items, each on the same held-out items. */
export interface DemoScores {
  readonly model: number;
  /** The model on histories in random order. */
  readonly shuffled: number;
  readonly markov: number;
  readonly popular: number;
}
