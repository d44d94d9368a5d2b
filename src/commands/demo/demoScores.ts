/** NDCG@10 among all items, on true histories and on the same in random order. */
export interface DemoScore {
  readonly ordered: number;
  readonly shuffled: number;
}

/** What the demo's models score, each on the same held-out items. */
export interface DemoScores {
  /** The sequence model and the language model together. */
  readonly fused: DemoScore;
  /** The language model alone. */
  readonly llmSRec: DemoScore;
  /** The sequence model, which the language model learned from. */
  readonly teacher: DemoScore;
  readonly markov: DemoScore;
  readonly popular: DemoScore;
}
