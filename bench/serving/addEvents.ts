import { DEFAULT_SPACE } from "../../src/domain/spaceId.js";
import type { Database } from "../../src/store/database.js";

/** What is added to a home. */
export interface AddedEvents {
  /** Generated items that the home has. */
  readonly items: number;
  readonly users: number;
  readonly eventsPerUser: number;
}

/** Apart by a number that shares no factor with the catalogues, so that a user's events are of different items. */
const ITEM_STEP = 7_919;
const USER_STEP = 104_729;

const USERS = `
  insert into "User" ("spaceId", id, "historyVersion")
  select '${DEFAULT_SPACE}', 'added-user-' || u, $2 from generate_series(0, $1::int - 1) u`;

const EVENTS = `
  insert into "Interaction" ("spaceId", "occurredAt", "userId", "itemId", type, dated, "eventId", "historyVersion")
  select '${DEFAULT_SPACE}', timestamptz '2020-01-01' + (e * $1::int + u) * interval '1 second', 'added-user-' || u,
    'item-' || ((u::bigint * ${USER_STEP} + e * ${ITEM_STEP}) % $3::int), 'view', true, 'added-' || u || '-' || e, e + 1
  from generate_series(0, $2::int - 1) e, generate_series(0, $1::int - 1) u`;

/**
 * Adds users, `added-user-<number>`, and their events by SQL, straight into the tables: millions in minutes. The rows are
 * those that logging would make; the checks of foreign keys, true by construction, and indexes, made anew at the end, are
 * left out meanwhile.
 */
export async function addEvents({ pool }: Database, { items, users, eventsPerUser }: AddedEvents): Promise<void> {
  const client = await pool.connect();
  try {
    const { rows: indexes } = await client.query<{ name: string; definition: string }>(
      `select indexname as name, indexdef as definition from pg_indexes where tablename = 'Interaction' and indexname not like '%_pkey'`,
    );
    await client.query(`begin; set local session_replication_role = replica; set local maintenance_work_mem = '512MB'`);
    for (const { name } of indexes) await client.query(`drop index "${name}"`);
    await client.query(USERS, [users, eventsPerUser]);
    await client.query(EVENTS, [users, eventsPerUser, items]);
    for (const { definition } of indexes) await client.query(definition);
    await client.query("commit");
    await client.query(`analyze "User", "Interaction"`);
  } finally {
    client.release(true);
  }
}
