/** Settings of a training, named; `paper` is LLM-SRec's teacher, `default` what does best on the log at hand. */
export const RECIPES = ["paper", "default"] as const;

/** One of `RECIPES`. */
export type Recipe = (typeof RECIPES)[number];

/** What a position is taught to prefer its next item to. */
export type TrainingLoss = "binary" | "sampled-softmax" | "softmax";

/**
 * Every number that a training of SASRec or eSASRec depends on, besides the log and the seed; copied into the artifact's manifest.
 */
export interface TrainingOptions {
  /** Width of embeddings and hidden states. */
  readonly width: number;
  readonly blocks: number;
  readonly heads: number;
  /** Inner width of eSASRec's feed-forward, in widths; SASRec ignores it. */
  readonly expansion: number;
  /** Newest items that are read. */
  readonly maxLength: number;
  /** 0 to below 1. */
  readonly dropoutRate: number;
  /** `binary`: one negative a position; `sampled-softmax`: negatives shared by the batch; `softmax`: all items. */
  readonly loss: TrainingLoss;
  /** Negatives that a batch shares; `sampled-softmax` only. */
  readonly negatives: number;
  /**
   * Whether a step updates only the item embeddings that its batch names, see `RowTable`; not with `softmax`, which
   * names all.
   */
  readonly rowUpdates: boolean;
  /** Users a step. */
  readonly batchSize: number;
  readonly learningRate: number;
  /**
   * What is validated and kept is a mean that weighs the parameters after step t by this power of t; null: the newest
   * ones.
   */
  readonly averagingPower: number | null;
  /** Most passes over the users. */
  readonly epochs: number;
  /** Passes between two looks at the validation items. */
  readonly epochsPerValidation: number;
  /** Which NDCG@10 on the validation items picks the epoch. */
  readonly selectBy: "full" | "sampled99";
  /** Training ends after so many steps without a better validation, */
  readonly patienceSteps: number;
  /** but not before this step. */
  readonly minimumSteps: number;
}
