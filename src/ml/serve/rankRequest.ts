import type { RankPosition } from "./rankPosition.js";

/** What to rank, for whom. Ids that nobody knows are skipped wherever they stand. */
export interface RankRequest {
  /** Item ids, oldest first; of a longer one than the model reads, the newest count. */
  readonly history: readonly string[];
  /** Item ids that must not be in the answer: seen, disliked, unwanted. */
  readonly exclude: readonly string[];
  /** Only items of any of these; of all categories if left out. */
  readonly categories?: readonly string[] | undefined;
  /** No items of any of these. */
  readonly excludeCategories?: readonly string[] | undefined;
  /** Rank exactly these, as far as the catalogue knows them: recommendable or not, excluded or not. */
  readonly candidates?: readonly string[] | undefined;
  /** Most items wanted, 1 or more. */
  readonly limit: number;
  /** Begin after this place of the same request's ranking. */
  readonly after?: RankPosition | undefined;
}
