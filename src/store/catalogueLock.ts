import type pg from "pg";

import type { SpaceId } from "../domain/spaceId.js";
import { SPACE_CHANNEL } from "./notificationChannel.js";
import { unknownSpace } from "./unknownSpace.js";

/**
 * Locks a space's catalogue for the rest of the transaction, so that its versions become visible in order.
 *
 * @returns The version that this transaction's writes are stamped with.
 * @throws {DomainError} `UNKNOWN_SPACE`.
 */
export async function lockCatalogue(client: pg.PoolClient, space: SpaceId): Promise<bigint> {
  const { rows } = await client.query<{ next: bigint }>(
    `select "catalogueVersion" + 1 as next from "Space" where id = $1 for no key update`,
    [space],
  );
  if (!rows[0]) throw unknownSpace(space);
  return rows[0].next;
}

/** Makes the version of `lockCatalogue` the space's own, and tells all processes once the transaction commits. */
export async function publishCatalogueVersion(client: pg.PoolClient, space: SpaceId, version: bigint): Promise<void> {
  await client.query(`update "Space" set "catalogueVersion" = $2 where id = $1`, [space, version]);
  await client.query(`select pg_notify('${SPACE_CHANNEL}', $1)`, [space]);
}
