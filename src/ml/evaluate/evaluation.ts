import type { Metrics } from "../metrics/rankMetrics.js";

/** What a model scored on one part of a split, by the project's protocol. */
export interface Evaluation {
  /** How many users have a target in that part, hence were ranked. */
  readonly users: number;
  /** Among all items of the catalogue. */
  readonly full: Metrics;
  /** Among the target and 99 seeded items that the user never met. */
  readonly sampled99: Metrics;
}
