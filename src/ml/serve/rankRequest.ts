import type { RankerChoice } from "./rankerChoice.js";
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
  /** Default `auto`. What the model has not is answered by what it has, and `Ranking.ranker` says so. */
  readonly ranker?: RankerChoice | undefined;
  /** Whose history it is, so that what was computed of it may be used again; none for a history that was sent. */
  readonly subject?: { readonly key: string; readonly historyVersion: string } | undefined;
  /** When each of `history` happened, in milliseconds since 1970; null where only the order is known. */
  readonly times?: readonly (number | null)[] | undefined;
  /** How long a language model's vector of the user may be waited for; default 150. */
  readonly latencyBudgetMs?: number | undefined;
  /** A later page: rank with what the first page was ranked with, however long it takes. */
  readonly language?: RankLanguage | undefined;
}

/** The language model's vector that a ranking goes on with. */
export interface RankLanguage {
  /** `Ranking.languageVersion` of the first page; null: it had none, and goes on without. */
  readonly historyVersion: string | null;
  /** The history of that version, where it is another than the request's: to compute the vector again if it is not kept. */
  readonly history?: readonly string[] | undefined;
  /** Of `history` here. */
  readonly times?: readonly (number | null)[] | undefined;
  /** `Ranking.languageVector`, to go on within one page: then nothing is asked for. */
  readonly vector?: Float32Array | null | undefined;
}
