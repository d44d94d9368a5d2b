import type pg from "pg";

import type { Interaction } from "../domain/interaction.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { UserId } from "../domain/userId.js";
import type { Database } from "./database.js";
import { inTransaction } from "./inTransaction.js";
import { lockUsers } from "./lockUsers.js";
import { TransactionConflict } from "./transactionConflict.js";
import { unknownSpace } from "./unknownSpace.js";

/**
 * What became of an event: added; known already, so nothing changed; its id known already, of an event of another user,
 * item, type or value; or refused, because its item is unknown.
 */
export type LogOutcome = "LOGGED" | "DUPLICATE" | "ALTERED_DUPLICATE" | "UNKNOWN_ITEM";

/** What tells whether an event is the one that was logged under its id. Times do not: a retry without one is later. */
type EventContent = Pick<Interaction, "userId" | "itemId" | "type" | "value">;

/**
 * Which of these items and users there are. Asked by key and not by joins with the batch: whatever the planner knows of the tables, or does not
 * know yet, it takes the indexes.
 */
const FIND_KNOWN = `
  select id, true as "isItem" from "Item" where "spaceId" = $1 and id = any($2::text[]) and "deletedAt" is null
  union all select id, false from "User" where "spaceId" = $1 and id = any($3::text[])`;

/** In order of id, like all locks on users: two batches never wait for each other in a circle. */
const MAKE_USERS = `
  insert into "User" ("spaceId", id) select $1, id from unnest($2::text[]) as wanted(id) order by id collate "C" on conflict do nothing`;

/**
 * Runs under the users' locks. Sequences are drawn in the order of the batch, rows are put in by the order of their ids: two batches with the same
 * ids never wait for each other in a circle.
 */
const APPEND = `
  with events as materialized (
    select e.*, nextval('"Interaction_sequence_seq"') as sequence
    from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::float8[], $8::boolean[], $9::text[], $10::bigint[])
      as e("eventId", "userId", "itemId", type, value, "occurredAtMs", dated, "requestId", version)
  )
  insert into "Interaction"
    ("spaceId", "eventId", "userId", "itemId", type, value, "occurredAt", dated, "requestId", "historyVersion", sequence)
  select $1, e."eventId", e."userId", e."itemId", e.type, e.value, to_timestamp(e."occurredAtMs" / 1000), e.dated, e."requestId",
    e.version, e.sequence
  from events e order by e."eventId" collate "C"
  on conflict ("spaceId", "eventId") do nothing
  returning "eventId", "userId"`;

const RAISE_VERSIONS = `
  update "User" set "historyVersion" = ($3::bigint[])[array_position($2::text[], id)]
  where "spaceId" = $1 and id = any($2::text[])`;

/** Adds events to the log; `InteractionRepository.log` says what that means. */
export async function writeLog(
  database: Database,
  space: SpaceId,
  events: readonly Interaction[],
): Promise<LogOutcome[]> {
  const firstPlace = new Map<string, number>();
  events.forEach(({ eventId }, place) => {
    if (!firstPlace.has(eventId)) firstPlace.set(eventId, place);
  });
  const batch = events.filter(({ eventId }, place) => firstPlace.get(eventId) === place);
  const { added, before } = await inTransaction(database, (client) => append(client, space, batch));
  return events.map((event, place) => {
    const first = firstPlace.get(event.eventId) ?? place;
    if (!added.has(event.eventId)) return outcomeOfRepeat(event, before.get(event.eventId));
    return first === place ? "LOGGED" : outcomeOfRepeat(event, events[first]);
  });
}

/** @param logged What the log has under the event's id. */
function outcomeOfRepeat(event: EventContent, logged: EventContent | undefined): LogOutcome {
  if (logged === undefined) return "UNKNOWN_ITEM";
  const isSame =
    logged.userId === event.userId &&
    logged.itemId === event.itemId &&
    logged.type === event.type &&
    logged.value === event.value;
  return isSame ? "DUPLICATE" : "ALTERED_DUPLICATE";
}

/** What a batch met. */
interface Appended {
  /** The ids that are new in the log. */
  readonly added: ReadonlySet<string>;
  /** By id, what the log had before. */
  readonly before: ReadonlyMap<string, EventContent>;
}

async function append(client: pg.PoolClient, space: SpaceId, events: readonly Interaction[]): Promise<Appended> {
  if (events.length === 0) return { added: new Set(), before: new Map() };
  const known = await findKnown(client, space, events);
  const ready = events.filter(({ itemId }) => known.items.has(itemId));
  const added =
    ready.length === 0 ? new Set<string>() : await insert(client, space, { events: ready, users: known.users });
  const rest = events.filter(({ eventId }) => !added.has(eventId));
  const before = await loggedBefore(client, space, rest);
  // The event that was in the way went with its user: from the start again.
  if (rest.some(({ eventId, itemId }) => known.items.has(itemId) && !before.has(eventId)))
    throw new TransactionConflict("An event was deleted");
  return { added, before };
}

/** Those of a batch's items and users that there are. */
interface Known {
  readonly items: ReadonlySet<string>;
  readonly users: ReadonlySet<string>;
}

async function findKnown(client: pg.PoolClient, space: SpaceId, events: readonly Interaction[]): Promise<Known> {
  const itemIds = [...new Set(events.map(({ itemId }) => itemId))];
  const userIds = [...new Set(events.map(({ userId }) => userId))];
  const values = [space, itemIds, userIds];
  const { rows } = await client.query<{ id: string; isItem: boolean }>({ name: "log-known", text: FIND_KNOWN, values });
  const idsOf = (isItem: boolean) => new Set(rows.filter((row) => row.isItem === isItem).map(({ id }) => id));
  return { items: idsOf(true), users: idsOf(false) };
}

/**
 * @param batch Events of items that there are, and the users among them that there are.
 * @returns The ids of those that are new in the log.
 */
async function insert(
  client: pg.PoolClient,
  space: SpaceId,
  { events, users }: { readonly events: readonly Interaction[]; readonly users: ReadonlySet<string> },
): Promise<ReadonlySet<string>> {
  const wanted = new Set(events.map(({ userId }) => userId));
  const missing = [...wanted].filter((id) => !users.has(id));
  if (missing.length > 0) await client.query({ name: "log-make-users", text: MAKE_USERS, values: [space, missing] });
  const versions = await lockUsers(client, space, wanted);
  const column = <Value>(valueOf: (event: Interaction) => Value) => events.map(valueOf);
  const values = [
    space,
    ...[column((event) => event.eventId), column((event) => event.userId), column((event) => event.itemId)],
    ...[column((event) => event.type), column((event) => event.value), column((event) => event.occurredAt.getTime())],
    ...[column((event) => event.dated), column((event) => event.requestId)],
    column((event) => versions.get(event.userId)),
  ];
  const { rows } = await client.query<AppendedRow>({ name: "log-append", text: APPEND, values });
  const raised = [...new Set(rows.map(({ userId }) => userId))];
  const raisedVersions = raised.map((id) => versions.get(id));
  if (raised.length > 0)
    await client.query({ name: "log-raise", text: RAISE_VERSIONS, values: [space, raised, raisedVersions] });
  return new Set(rows.map(({ eventId }) => eventId));
}

interface AppendedRow {
  readonly eventId: string;
  readonly userId: UserId;
}

/** What the log has under the ids of events that were not added: a repeat is a duplicate also when its item was deleted in between. */
async function loggedBefore(
  client: pg.PoolClient,
  space: SpaceId,
  events: readonly Interaction[],
): Promise<ReadonlyMap<string, EventContent>> {
  if (events.length === 0) return new Map();
  const { rows } = await client.query<EventContent & { readonly eventId: string }>(
    `select "eventId", "userId", "itemId", type, value from "Interaction" where "spaceId" = $1 and "eventId" = any($2)`,
    [space, events.map((event) => event.eventId)],
  );
  if (rows.length < events.length) await requireSpace(client, space);
  return new Map(rows.map((row) => [row.eventId, row]));
}

async function requireSpace(client: pg.PoolClient, space: SpaceId): Promise<void> {
  const { rowCount } = await client.query(`select from "Space" where id = $1`, [space]);
  if (rowCount === 0) throw unknownSpace(space);
}
