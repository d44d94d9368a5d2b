import type pg from "pg";

import type { Interaction } from "../domain/interaction.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { UserId } from "../domain/userId.js";
import type { Database } from "./database.js";
import { inTransaction } from "./inTransaction.js";
import { lockUsers } from "./lockUsers.js";
import { textArray } from "./textArray.js";
import { unknownSpace } from "./unknownSpace.js";

/** What an import added, and what it did not. */
export interface ImportOutcome {
  readonly added: number;
  readonly duplicates: number;
  readonly unknownItems: number;
}

/** What an import knows before it writes. */
export interface ImportExpectation {
  /** Whether all events are probably new: a fifth faster than to look for each first, slower where it is wrong, and right in any case. */
  readonly likelyNew: boolean;
}

/** First, as whoever deletes the space does: two who lock in one order never wait for each other in a circle. */
const LOCK_SPACE = `select from "Space" where id = $1 for key share`;

/** What the foreign key would lock one event at a time. */
const LOCK_ITEMS = `
  select id from "Item" where "spaceId" = $1 and id = any($2::text[]) and "deletedAt" is null order by id for key share`;

const MAKE_USERS = `
  insert into "User" ("spaceId", id)
  select $1, wanted.id from unnest($2::text[]) as wanted(id)
  where not exists (select from "User" u where u."spaceId" = $1 and u.id = wanted.id)
  order by wanted.id collate "C" on conflict do nothing`;

/** An import that is repeated adds what a crash of the machine took; `settleImport` waits for the disk once, at its end. */
const COMMIT_SOON = `set local synchronous_commit = off`;

/** Keeps foreign keys from being checked, in this transaction, for the rows that LOCK_ITEMS and `lockUsers` have just found and hold. */
const SKIP_CHECKS = `set local session_replication_role = replica`;

/** In the order of the arrays, which is that of the file. */
const APPEND_NEW = `
  insert into "Interaction"
    ("spaceId", "eventId", "userId", "itemId", type, value, "occurredAt", dated, "requestId", "historyVersion")
  select $1, e."eventId", e."userId", e."itemId", e.type, e.value, to_timestamp(e."occurredAtMs" / 1000), e.dated, e."requestId", e.version
  from (
    select unnest($2::text[]) as "eventId", unnest($3::text[]) as "userId", unnest($4::text[]) as "itemId", unnest($5::text[]) as type,
      unnest($6::float8[]) as value, unnest($7::float8[]) as "occurredAtMs", unnest($8::boolean[]) as dated,
      unnest($9::text[]) as "requestId", unnest($10::bigint[]) as version
  ) as e`;

const APPEND_MISSING = `
  with added as (${APPEND_NEW} on conflict ("spaceId", "eventId") do nothing returning "userId")
  select "userId", count(*)::int as events from added group by "userId"`;

const RAISE_VERSIONS = `
  update "User" u set "historyVersion" = raised.version from unnest($2::text[], $3::bigint[]) as raised(id, version)
  where u."spaceId" = $1 and u.id = raised.id`;

/** The code of an event id that is in the log already. */
const UNIQUE_VIOLATION = "23505";

/** Adds a batch of events to the log; `InteractionRepository.importBatch` says what that means. */
export async function importEvents(
  database: Database,
  space: SpaceId,
  events: readonly Interaction[],
  { likelyNew }: ImportExpectation,
): Promise<ImportOutcome> {
  if (events.length === 0) return { added: 0, duplicates: 0, unknownItems: 0 };
  return inTransaction(database, async (client) => {
    const items = await lockItems(client, space, events);
    const ready = events.filter(({ itemId }) => items.has(itemId));
    const added =
      ready.length === 0 ? 0 : await append(client, space, ready, { likelyNew, skipsChecks: database.embedded });
    const refused = events.filter(({ itemId }) => !items.has(itemId));
    const unknownItems = refused.length === 0 ? 0 : refused.length - (await countLogged(client, space, refused));
    return { added, duplicates: events.length - added - unknownItems, unknownItems };
  });
}

/** @returns Those of the events' items that are there. */
async function lockItems(
  client: pg.PoolClient,
  space: SpaceId,
  events: readonly Interaction[],
): Promise<ReadonlySet<string>> {
  const { rowCount } = await client.query(LOCK_SPACE, [space]);
  if (rowCount === 0) throw unknownSpace(space);
  const mentioned = [...new Set(events.map(({ itemId }) => itemId))];
  const { rows } = await client.query<{ id: string }>(LOCK_ITEMS, [space, textArray(mentioned)]);
  return new Set(rows.map(({ id }) => id));
}

/** @returns How many of the events are new in the log. */
async function append(
  client: pg.PoolClient,
  space: SpaceId,
  events: readonly Interaction[],
  { likelyNew, skipsChecks }: ImportExpectation & { readonly skipsChecks: boolean },
): Promise<number> {
  const users = new Set(events.map(({ userId }) => userId));
  await client.query(MAKE_USERS, [space, textArray([...users])]);
  const versions = await lockUsers(client, space, users);
  await client.query(skipsChecks ? `${COMMIT_SOON}; ${SKIP_CHECKS}` : COMMIT_SOON);
  const values = [space, ...columns(events, versions)];
  const isDone = likelyNew && (await appendNew(client, values));
  const added = isDone ? null : await appendMissing(client, values);
  const raised = [...(added ?? versions).keys()];
  const raisedVersions = raised.map((id) => versions.get(id));
  await client.query(RAISE_VERSIONS, [space, textArray(raised), `{${raisedVersions.join(",")}}`]);
  return added === null ? events.length : [...added.values()].reduce((sum, count) => sum + count, 0);
}

/** One array for each field, as texts: pg takes longer over arrays of JavaScript. */
function columns(events: readonly Interaction[], versions: ReadonlyMap<UserId, bigint>): string[] {
  const texts = (field: "eventId" | "userId" | "itemId" | "type" | "requestId") =>
    textArray(events.map((event) => event[field]));
  const plain = (value: (event: Interaction) => unknown) => `{${events.map(value).join(",")}}`;
  return [
    ...[texts("eventId"), texts("userId"), texts("itemId"), texts("type")],
    ...[plain(({ value }) => value ?? "NULL"), plain(({ occurredAt }) => occurredAt.getTime())],
    ...[plain(({ dated }) => dated), texts("requestId"), plain(({ userId }) => versions.get(userId))],
  ];
}

/** @returns False if one of the events is in the log already; then none was added. */
async function appendNew(client: pg.PoolClient, values: readonly unknown[]): Promise<boolean> {
  await client.query("savepoint before_events");
  try {
    await client.query(APPEND_NEW, [...values]);
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
    await client.query("rollback to savepoint before_events");
    return false;
  }
}

/** @returns How many events were new, by user. */
async function appendMissing(client: pg.PoolClient, values: readonly unknown[]): Promise<ReadonlyMap<UserId, number>> {
  const { rows } = await client.query<{ userId: UserId; events: number }>(APPEND_MISSING, [...values]);
  return new Map(rows.map(({ userId, events }) => [userId, events]));
}

/** How many of the events the log has: one whose item was deleted since it was logged is a duplicate all the same. */
async function countLogged(client: pg.PoolClient, space: SpaceId, events: readonly Interaction[]): Promise<number> {
  const { rows } = await client.query<{ eventId: string }>(
    `select "eventId" from "Interaction" where "spaceId" = $1 and "eventId" = any($2::text[])`,
    [space, textArray(events.map(({ eventId }) => eventId))],
  );
  const logged = new Set(rows.map(({ eventId }) => eventId));
  return events.filter(({ eventId }) => logged.has(eventId)).length;
}
