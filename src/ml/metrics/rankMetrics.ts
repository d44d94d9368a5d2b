import { hitRateAt } from "./hitRateAt.js";
import { ndcgAt } from "./ndcgAt.js";

/** The numbers that every table of this project shows; each 0 to 1. */
export interface Metrics {
  readonly "HR@10": number;
  readonly "HR@20": number;
  readonly "NDCG@10": number;
  readonly "NDCG@20": number;
}

/** @param ranks The place of each user's target in their ranking, counted from 0. All metrics are NaN without any. */
export function rankMetrics(ranks: ArrayLike<number>): Metrics {
  return {
    "HR@10": hitRateAt(ranks, 10),
    "HR@20": hitRateAt(ranks, 20),
    "NDCG@10": ndcgAt(ranks, 10),
    "NDCG@20": ndcgAt(ranks, 20),
  };
}
