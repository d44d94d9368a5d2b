import type { CatalogueChunk } from "./catalogueChunk.js";
import type { CatalogueEntry } from "./catalogueEntry.js";

/** The entries that were put into columns by `catalogueChunk`; titles that were left out are empty. */
export function* catalogueEntries({
  ids,
  titles,
  categories,
  recommendable,
  createdAtMs,
  popularity,
}: CatalogueChunk): Generator<CatalogueEntry> {
  for (const [index, id] of ids.entries())
    yield {
      id,
      title: titles?.[index] ?? "",
      categories: categories[index]!,
      recommendable: recommendable[index] === 1,
      createdAtMs: createdAtMs[index]!,
      popularity: popularity[index]!,
    };
}
