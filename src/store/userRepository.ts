import type { SpaceId } from "../domain/spaceId.js";
import type { User } from "../domain/user.js";
import type { UserId } from "../domain/userId.js";
import type { Database } from "./database.js";
import { inTransaction } from "./inTransaction.js";
import { queryRows } from "./queryRows.js";
import { unknownSpace } from "./unknownSpace.js";

/** A user to create or update; absent attributes keep their value. */
export interface UserWrite {
  readonly id: UserId;
  readonly attributes?: User["attributes"] | undefined;
}

/** `xmax` is 0 in rows that were inserted. Ordered, so that two batches never lock users against each other. */
const UPSERT = `
  insert into "User" ("spaceId", id, attributes)
  select $1, w.id, coalesce(w.attributes, '{}') from json_to_recordset($2::json) as w(id text, attributes jsonb)
  order by w.id collate "C"
  on conflict ("spaceId", id) do update
    set attributes = case when "User".id = any($3) then excluded.attributes else "User".attributes end
  returning xmax = 0 as created`;

/** Everybody who interacts with items. */
export class UserRepository {
  constructor(private readonly database: Database) {}

  /** Of several writes of one id the last one with attributes wins. @throws {DomainError} `UNKNOWN_SPACE`, `BAD_INPUT`. */
  async upsert(
    space: SpaceId,
    users: readonly UserWrite[],
  ): Promise<{ readonly created: number; readonly updated: number }> {
    const attributes = new Map<UserId, User["attributes"] | undefined>();
    for (const user of users) attributes.set(user.id, user.attributes ?? attributes.get(user.id));
    const wanted = [...attributes].map(([id, values]) => ({ id, attributes: values }));
    const withAttributes = wanted.filter((user) => user.attributes !== undefined).map((user) => user.id);
    return inTransaction(this.database, async (client) => {
      const { rows } = await client.query<{ created: boolean }>(UPSERT, [
        space,
        JSON.stringify(wanted),
        withAttributes,
      ]);
      const created = rows.filter((row) => row.created).length;
      return { created, updated: rows.length - created };
    });
  }

  async find(space: SpaceId, id: UserId): Promise<User | null> {
    const rows = await queryRows<User>(
      this.database,
      `select id, attributes, "createdAt", "historyVersion" from "User" where "spaceId" = $1 and id = $2`,
      [space, id],
    );
    return rows[0] ?? null;
  }

  /**
   * Deletes a user with the whole log. Should the id come back, its history versions go on above the old ones, so that nothing cached of the old user is ever served.
   *
   * @returns Whether there was such a user.
   * @throws {DomainError} `UNKNOWN_SPACE`.
   */
  async delete(space: SpaceId, id: UserId): Promise<boolean> {
    return inTransaction(this.database, async (client) => {
      // The space before the user: the same order as in the deletion of a space.
      const locked = await client.query(`select from "Space" where id = $1 for no key update`, [space]);
      if (locked.rowCount === 0) throw unknownSpace(space);
      const { rows } = await client.query<{ historyVersion: bigint }>(
        `delete from "User" where "spaceId" = $1 and id = $2 returning "historyVersion"`,
        [space, id],
      );
      if (!rows[0]) return false;
      await client.query(
        `update "Space" set "historyVersionFloor" = greatest("historyVersionFloor", $2) where id = $1`,
        [space, rows[0].historyVersion],
      );
      return true;
    });
  }
}
