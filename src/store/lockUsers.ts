import type pg from "pg";

import type { SpaceId } from "../domain/spaceId.js";
import type { UserId } from "../domain/userId.js";
import { TransactionConflict } from "./transactionConflict.js";

/**
 * In order of id, like all locks on users: two batches never wait for each other in a circle. The version is that of the row as it was locked, so it
 * is one above the last that others could see.
 */
const LOCK_USERS = `
  select u.id, 1 + case when u."historyVersion" = 0 then s."historyVersionFloor" else u."historyVersion" end as version
  from "User" u join "Space" s on s.id = u."spaceId" where u."spaceId" = $1 and u.id = any($2::text[])
  order by u.id for no key update of u`;

/**
 * Locks users until the transaction ends.
 *
 * @returns The next `historyVersion` of each.
 * @throws {TransactionConflict} If one of them is not there: it was deleted meanwhile.
 */
export async function lockUsers(
  client: pg.PoolClient,
  space: SpaceId,
  users: ReadonlySet<UserId>,
): Promise<ReadonlyMap<UserId, bigint>> {
  const values = [space, [...users]];
  const { rows } = await client.query<{ id: UserId; version: bigint }>({
    name: "log-lock-users",
    text: LOCK_USERS,
    values,
  });
  if (rows.length < users.size) throw new TransactionConflict("A user was deleted meanwhile");
  return new Map(rows.map(({ id, version }) => [id, version]));
}
