import type { RankPosition } from "../ml/index.js";

/** What a cursor of recommendations says; everything that another process needs to go on with the same answer. */
export interface CursorContent {
  readonly requestId: string;
  /** The model version that ranked; null for popularity. */
  readonly modelVersionId: string | null;
  /** The version of the user's history that was ranked from; null for a history sent with the request. */
  readonly historyVersion: bigint | null;
  /** Digest of what must be the same on the next page: space, user or sent history, filter, ranker. */
  readonly binding: string;
  /** With which of the language model's vectors the answer is ranked, page after page; null where none takes part. */
  readonly language: CursorLanguage | null;
  /** The entry's place in the whole ranking of a model version; null where none ranked. */
  readonly position: RankPosition | null;
  /** Where no model version ranked: the packed `ShownItems` up to the entry. Null where one did. */
  readonly shown: string | null;
}

/** Which vector of the user the language model had for the first page. */
interface CursorLanguage {
  /** A `historyKey`; empty for a history that was sent; null: it had none in time. */
  readonly historyVersion: string | null;
}
