import type { ModelKind } from "../artifact/modelKind.js";

/** What every recommender is to those who evaluate and serve it: histories in, a score for every item out. */
export interface ScoringModel {
  readonly kind: ModelKind;
  /** N: the items of the model, rows 1 to N. */
  readonly itemCount: number;
  /**
   * Scores every item as the next one after each history; higher is better, and only the order within a history means something.
   *
   * @param histories B lists of rows 1 to N, oldest first; they may be empty. Models that look back a fixed number of items use the newest.
   * @returns `[B, N + 1]`, row 0 unused. It belongs to the caller.
   */
  scoreAll(histories: readonly Int32Array[]): Promise<Float32Array>;
  /**
   * The vectors that stand for the histories, where the model has such a thing; `[B, d]`.
   *
   * @param histories As for `scoreAll`.
   */
  userVectors?(histories: readonly Int32Array[]): Promise<Float32Array>;
  /** Frees what the model holds outside of the heap; it is of no use afterwards. */
  close(): Promise<void>;
}
