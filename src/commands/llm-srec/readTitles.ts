import type { DataSource } from "../../formats/dataSource.js";

/**
 * The titles of a catalogue's items, as a data set tells them. An item whose title is only its id has none, nor has one
 * that the data set does not describe; rows that cannot be read are somebody else's to report.
 *
 * @param itemIds The catalogue.
 * @throws {DomainError} `BAD_DATA` if a file cannot be read to its end.
 */
export async function readTitles(
  source: Pick<DataSource, "items">,
  itemIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = new Set(itemIds);
  const titles = new Map<string, string>();
  for await (const row of source.items()) {
    if (!row.ok) continue;
    const { id, title } = row.value;
    if (wanted.has(id) && title !== id) titles.set(id, title);
  }
  return titles;
}
