import type pg from "pg";

import { DomainError } from "../domain/domainError.js";
import type { EventMeanings } from "../domain/eventMeaning.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { Database } from "./database.js";
import { inTransaction } from "./inTransaction.js";
import { SPACE_CHANNEL } from "./notificationChannel.js";
import { queryRows } from "./queryRows.js";
import type { Space } from "./space.js";
import { telling } from "./telling.js";
import { unknownSpace } from "./unknownSpace.js";

const COLUMNS = `id, "eventMeanings", "catalogueVersion", "servedModelVersionId", "createdAt"`;

/** The setting that holds the highest version of any deleted space: new ones start above, so that no cache takes one for the other. */
const VERSION_FLOOR = "versionFloor";

/** The tenants. */
export class SpaceRepository {
  constructor(private readonly database: Database) {}

  /** @throws {DomainError} `SPACE_EXISTS`. */
  async create(id: SpaceId, eventMeanings: EventMeanings = {}): Promise<Space> {
    const space = await this.insert(id, eventMeanings);
    if (!space) throw new DomainError("SPACE_EXISTS", `Cannot create space "${id}": it exists already`);
    return space;
  }

  /** The space of this name, made if absent. */
  async ensure(id: SpaceId): Promise<Space> {
    const space = (await this.find(id)) ?? (await this.insert(id, {})) ?? (await this.find(id));
    if (!space) throw unknownSpace(id); // deleted while we looked
    return space;
  }

  /** All spaces, by name. */
  async list(): Promise<readonly Space[]> {
    return queryRows<Space>(this.database, `select ${COLUMNS} from "Space" order by id`);
  }

  async find(id: SpaceId): Promise<Space | null> {
    const rows = await queryRows<Space>(this.database, `select ${COLUMNS} from "Space" where id = $1`, [id]);
    return rows[0] ?? null;
  }

  /** Says what the space's event types mean. @throws {DomainError} `UNKNOWN_SPACE`. */
  async setEventMeanings(id: SpaceId, eventMeanings: EventMeanings): Promise<Space> {
    const rows = await queryRows<Space>(
      this.database,
      telling(SPACE_CHANNEL, `update "Space" set "eventMeanings" = $2 where id = $1`, COLUMNS),
      [id, JSON.stringify(eventMeanings)],
    );
    if (!rows[0]) throw unknownSpace(id);
    return rows[0];
  }

  /** Deletes the space and everything in it. @throws {DomainError} `UNKNOWN_SPACE`. */
  async delete(id: SpaceId): Promise<void> {
    await inTransaction(this.database, async (client) => {
      const locked = await client.query(`select from "Space" where id = $1 for update`, [id]);
      if (locked.rowCount === 0) throw unknownSpace(id);
      await raiseVersionFloor(client, id);
      // The log first: no trigger runs for its rows, while one would for every item and user that still has some.
      await client.query(`delete from "Interaction" where "spaceId" = $1`, [id]);
      await client.query(`delete from "Space" where id = $1`, [id]);
      await client.query(`select pg_notify('${SPACE_CHANNEL}', $1)`, [id]);
    });
  }

  private insert(id: SpaceId, eventMeanings: EventMeanings): Promise<Space | null> {
    return inTransaction(this.database, async (client) => {
      const inserted = await client.query(
        `insert into "Space" (id, "eventMeanings") values ($1, $2) on conflict do nothing`,
        [id, JSON.stringify(eventMeanings)],
      );
      if (inserted.rowCount === 0) return null;
      // A statement of its own: the insert may have waited for the deletion of a space of this name, and sees the floor only now.
      const { rows } = await client.query<Space>(
        `update "Space" set "catalogueVersion" = floor, "historyVersionFloor" = floor
         from (select coalesce((select (value #>> '{}')::bigint from "Setting" where name = '${VERSION_FLOOR}'), 0) as floor) as setting
         where id = $1 returning ${COLUMNS}`,
        [id],
      );
      return rows[0] ?? null;
    });
  }
}

async function raiseVersionFloor(client: pg.PoolClient, id: SpaceId): Promise<void> {
  await client.query(
    `insert into "Setting" (name, value)
     select '${VERSION_FLOOR}', to_jsonb(greatest("catalogueVersion", "historyVersionFloor",
       (select coalesce(max("historyVersion"), 0) from "User" where "spaceId" = $1)))
     from "Space" where id = $1
     on conflict (name) do update set value = greatest("Setting".value, excluded.value)`,
    [id],
  );
}
