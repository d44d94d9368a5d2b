import type { CatalogueChunk } from "./catalogueChunk.js";
import type { CatalogueEntry } from "./catalogueEntry.js";

/** The entries that were put into columns by `catalogueChunk`. */
export function* catalogueEntries({
  ids,
  categories,
  recommendable,
  createdAtMs,
  popularity,
}: CatalogueChunk): Generator<CatalogueEntry> {
  for (const [index, id] of ids.entries())
    yield {
      id,
      categories: categories[index]!,
      recommendable: recommendable[index] === 1,
      createdAtMs: createdAtMs[index]!,
      popularity: popularity[index]!,
    };
}
