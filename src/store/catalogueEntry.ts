import { meaningOf, type EventMeanings } from "../domain/eventMeaning.js";
import type { ItemId } from "../domain/itemId.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { Database } from "./database.js";
import { openReadTransaction, type ReadTransaction } from "./readTransaction.js";
import { unknownSpace } from "./unknownSpace.js";

/** What a ranker must know of an item. */
export interface CatalogueEntry {
  readonly id: ItemId;
  readonly title: string;
  readonly categories: readonly string[];
  /** Available, not hidden, not deleted. */
  readonly recommendable: boolean;
  /** Milliseconds since 1970. */
  readonly createdAtMs: number;
  /** The catalogue version of the item's last write. */
  readonly version: bigint;
  /** Positive events in the log, if they were asked for, else 0. */
  readonly popularity: number;
}

const ENTRIES = `select id, title, categories, available and not hidden and "deletedAt" is null as recommendable,
    (extract(epoch from "createdAt") * 1000)::float8 as "createdAtMs", version
  from "Item" where "spaceId" = $1 and version > $2 and ($2 > 0 or "deletedAt" is null) order by id`;

const EVENTS = `select "itemId", type, count(*)::float8 as events from "Interaction" where "spaceId" = $1 group by "itemId", type`;

/**
 * Reads the catalogue in one consistent state, in batches, by id. `ItemRepository.catalogue` says the rest.
 *
 * @throws {DomainError} `UNKNOWN_SPACE`.
 */
export async function* readCatalogue(
  database: Database,
  space: SpaceId,
  sinceVersion: bigint,
  withPopularity: boolean,
): AsyncGenerator<CatalogueEntry[], void, undefined> {
  const transaction = await openReadTransaction(database);
  try {
    const popularity = withPopularity ? await countPositiveEvents(transaction, space) : new Map<ItemId, number>();
    for await (const rows of transaction.stream<Omit<CatalogueEntry, "popularity">>(ENTRIES, [space, sinceVersion]))
      yield rows.map((row) => ({ ...row, popularity: popularity.get(row.id) ?? 0 }));
  } finally {
    await transaction.close();
  }
}

async function countPositiveEvents(transaction: ReadTransaction, space: SpaceId): Promise<ReadonlyMap<ItemId, number>> {
  const [row] = await transaction.query<{ eventMeanings: EventMeanings }>(
    `select "eventMeanings" from "Space" where id = $1`,
    [space],
  );
  if (!row) throw unknownSpace(space);
  const counts = new Map<ItemId, number>();
  for await (const rows of transaction.stream<{ itemId: ItemId; type: string; events: number }>(EVENTS, [space]))
    for (const { itemId, type, events } of rows)
      if (meaningOf(row.eventMeanings, type) === "POSITIVE") counts.set(itemId, (counts.get(itemId) ?? 0) + events);
  return counts;
}
