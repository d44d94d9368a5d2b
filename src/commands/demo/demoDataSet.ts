/** The demo's data on disk, and what is known of it. */
export interface DemoDataSet {
  /** A data set in the project's own folder format. */
  readonly folder: string;
  /** NDCG@10 of who knows the rules, for the item before each user's last: what a model trained without the last is tested on. */
  readonly oracleNdcgAt10: number;
  readonly users: number;
  readonly interactions: number;
}
