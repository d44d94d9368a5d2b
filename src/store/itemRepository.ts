import type pg from "pg";

import type { Item } from "../domain/item.js";
import type { ItemId } from "../domain/itemId.js";
import type { SpaceId } from "../domain/spaceId.js";
import { readCatalogue, type CatalogueEntry } from "./catalogueEntry.js";
import { lockCatalogue, publishCatalogueVersion } from "./catalogueLock.js";
import type { Database } from "./database.js";
import { inTransaction } from "./inTransaction.js";
import type { ItemWrite } from "./itemWrite.js";
import { mergeItemWrites } from "./mergeItemWrites.js";
import { queryRows } from "./queryRows.js";

/** How many items were new, how many were there, and the catalogue's version afterwards. */
export interface ItemsUpserted {
  readonly created: number;
  readonly updated: number;
  readonly catalogueVersion: bigint;
}

const COLUMNS = `id, title, text, categories, attributes, "createdAt", available, hidden`;

/** The values are worked out beforehand: the catalogue's lock keeps other writers away in the meantime. */
const UPSERT = `
  with wanted as (
    select * from json_to_recordset($2::json) as w(id text, title text, text text, categories text[], attributes jsonb,
      "createdAt" float8, available boolean, hidden boolean)
  ), before as (
    select i.* from wanted w join "Item" i on i."spaceId" = $1 and i.id = w.id
  ), written as (
    insert into "Item" ("spaceId", id, title, text, categories, attributes, "createdAt", available, hidden, "deletedAt", version)
    select $1, w.id, w.title, coalesce(w.text, b.text, ''), coalesce(w.categories, b.categories, '{}'),
      coalesce(w.attributes, b.attributes, '{}'),
      coalesce(to_timestamp(w."createdAt" / 1000), case when b."deletedAt" is null then b."createdAt" end, now()),
      coalesce(w.available, b.available, true), coalesce(w.hidden, b.hidden, false), null, $3::bigint
    from wanted w left join before b on b.id = w.id
    on conflict ("spaceId", id) do update set title = excluded.title, text = excluded.text, categories = excluded.categories,
      attributes = excluded.attributes, "createdAt" = excluded."createdAt", available = excluded.available,
      hidden = excluded.hidden, "deletedAt" = null, version = excluded.version
  )
  select count(*) filter (where "deletedAt" is null) as updated from before`;

/** What a deleted item keeps is its id, because the append-only log refers to it. */
const BURY = `
  update "Item" set title = '', text = '', categories = '{}', attributes = '{}', available = true, hidden = false,
    "deletedAt" = now(), version = $3
  where "spaceId" = $1 and id = any($2) and "deletedAt" is null returning id`;

/** The catalogue. Every write bumps the space's `catalogueVersion` and stamps the items with it. */
export class ItemRepository {
  constructor(private readonly database: Database) {}

  /** Of several writes of one id the later ones win, field by field. @throws {DomainError} `UNKNOWN_SPACE`, `BAD_INPUT`. */
  async upsert(space: SpaceId, items: readonly ItemWrite[]): Promise<ItemsUpserted> {
    const merged = mergeItemWrites(items);
    return inTransaction(this.database, async (client) => {
      const version = await lockCatalogue(client, space);
      if (merged.length === 0) return { created: 0, updated: 0, catalogueVersion: version - 1n };
      const wanted = merged.map((item) => ({ ...item, createdAt: item.createdAt?.getTime() }));
      const { rows } = await client.query<{ updated: bigint }>(UPSERT, [space, JSON.stringify(wanted), version]);
      const updated = Number(rows[0]?.updated ?? 0);
      await publishCatalogueVersion(client, space, version);
      return { created: merged.length - updated, updated, catalogueVersion: version };
    });
  }

  /**
   * Deletes items for everybody but the log: their content is gone, and an upsert revives the id.
   *
   * @returns Those that were there.
   * @throws {DomainError} `UNKNOWN_SPACE`.
   */
  async delete(space: SpaceId, ids: readonly ItemId[]): Promise<readonly ItemId[]> {
    return inTransaction(this.database, async (client) => {
      const version = await lockCatalogue(client, space);
      const deleted = await bury(client, space, ids, version);
      if (deleted.length > 0) await publishCatalogueVersion(client, space, version);
      return deleted;
    });
  }

  /** The items of these ids, by id; those that are unknown or deleted are absent. */
  async findMany(space: SpaceId, ids: readonly ItemId[]): Promise<ReadonlyMap<ItemId, Item>> {
    if (ids.length === 0) return new Map();
    const rows = await queryRows<Item>(
      this.database,
      `select ${COLUMNS} from "Item" where "spaceId" = $1 and id = any($2) and "deletedAt" is null`,
      [space, ids],
      "items-by-id",
    );
    return new Map(rows.map((item) => [item.id, item]));
  }

  /** A page of the catalogue, by id in order of bytes. @param page `after`: the last id of the page before. */
  async page(
    space: SpaceId,
    page: { readonly first: number; readonly after?: ItemId | undefined },
  ): Promise<readonly Item[]> {
    return queryRows<Item>(
      this.database,
      `select ${COLUMNS} from "Item" where "spaceId" = $1 and id > $2 and "deletedAt" is null order by id limit $3`,
      [space, page.after ?? "", page.first],
    );
  }

  /**
   * What a ranker must know of the catalogue, in batches, by id, in one consistent state.
   *
   * @param sinceVersion 0: everything that is not deleted; else all that was written after that version, deleted ones too.
   * @param options `withPopularity`: count each item's positive events, which reads the whole log.
   */
  catalogue(
    space: SpaceId,
    sinceVersion: bigint,
    options: { readonly withPopularity?: boolean } = {},
  ): AsyncIterable<CatalogueEntry[]> {
    return readCatalogue(this.database, space, sinceVersion, options.withPopularity ?? false);
  }
}

async function bury(
  client: pg.PoolClient,
  space: SpaceId,
  ids: readonly ItemId[],
  version: bigint,
): Promise<readonly ItemId[]> {
  const { rows } = await client.query<{ id: ItemId }>(BURY, [space, ids, version]);
  const deleted = rows.map(({ id }) => id);
  await client.query(`delete from "ItemVector" where "spaceId" = $1 and "itemId" = any($2)`, [space, deleted]);
  return deleted;
}
