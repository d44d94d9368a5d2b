import type { CatalogueEntry } from "./catalogueEntry.js";
import type { ExplainRequest } from "./explainRequest.js";
import type { Explanation } from "./explanation.js";
import type { Ranking } from "./ranking.js";
import type { RankRequest } from "./rankRequest.js";

/** A change of the catalogue: one array, or batches of any size. */
export type CatalogueEntries = readonly CatalogueEntry[] | AsyncIterable<readonly CatalogueEntry[]>;

/** A model that ranks, in a process of its own. */
export interface InferenceModel {
  /** The version of the catalogue that was last handed in whole; -1 before that. */
  readonly catalogueVersion: bigint;
  /** The process that ranks; null while none runs: one is started when it is needed. */
  readonly pid: number | null;
  /** The process that a language model runs in; null while none runs, or the model has none. */
  readonly languagePid: number | null;
  /**
   * Adds or replaces entries of the catalogue that is ranked from. Updates apply in the order they are made; every `rank` that is called
   * after one has resolved sees it. If it fails, `catalogueVersion` stays, and the update may be made again.
   *
   * @param version What `catalogueVersion` is afterwards.
   * @param options `reset`: these are all entries, and replace those before at once.
   */
  updateCatalogue(entries: CatalogueEntries, version: bigint, options?: { readonly reset?: boolean }): Promise<void>;
  /**
   * Ranks the catalogue. If the process ends while it does, another one is asked.
   *
   * @throws {DomainError} `TOO_BUSY` if too many calls wait already; `ARTIFACT_CORRUPT` or `UNKNOWN_ARTIFACT` if a new process cannot load the model.
   * @throws {Error} If the second process ends as well, or the pool is closed.
   */
  rank(request: RankRequest): Promise<Ranking>;
  /**
   * Says which entries of a history speak for items of an answer, in the order of the request.
   *
   * @throws {DomainError} As `rank`.
   */
  explain(request: ExplainRequest): Promise<readonly Explanation[]>;
  /**
   * Ends the process once the calls under way are answered; resolves when it is gone. A call that comes later, from someone who held the
   * model, is answered still.
   */
  close(): Promise<void>;
}
