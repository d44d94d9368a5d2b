import type { CatalogueEntry } from "./catalogueEntry.js";

/** Catalogue entries by column: a tenth of the memory of so many objects, and quick to send to another process. */
export interface CatalogueChunk {
  readonly ids: readonly string[];
  /** Null where nobody reads them. */
  readonly titles: readonly string[] | null;
  readonly categories: readonly (readonly string[])[];
  readonly recommendable: Uint8Array;
  readonly createdAtMs: Float64Array;
  readonly popularity: Float64Array;
}

/** Puts entries into columns. @param withTitles Whether anybody will read them. */
export function catalogueChunk(entries: readonly CatalogueEntry[], withTitles: boolean): CatalogueChunk {
  return {
    ids: entries.map(({ id }) => id),
    titles: withTitles ? entries.map(({ title }) => title) : null,
    categories: entries.map(({ categories }) => categories),
    recommendable: Uint8Array.from(entries, ({ recommendable }) => Number(recommendable)),
    createdAtMs: Float64Array.from(entries, ({ createdAtMs }) => createdAtMs),
    popularity: Float64Array.from(entries, ({ popularity }) => popularity),
  };
}
