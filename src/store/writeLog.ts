import type pg from "pg";

import type { Interaction } from "../domain/interaction.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { Database } from "./database.js";
import { inTransaction } from "./inTransaction.js";
import { TransactionConflict } from "./transactionConflict.js";
import { unknownSpace } from "./unknownSpace.js";

/**
 * What became of an event: added; known already, so nothing changed; its id known already, of an event of another user,
 * item, type or value; or refused, because its item is unknown.
 */
export type LogOutcome = "LOGGED" | "DUPLICATE" | "ALTERED_DUPLICATE" | "UNKNOWN_ITEM";

/** What tells whether an event is the one that was logged under its id. Times do not: a retry without one is later. */
type EventContent = Pick<Interaction, "userId" | "itemId" | "type" | "value">;

const KNOWN_ITEM = `exists (select from "Item" i where i."spaceId" = $1 and i.id = e."itemId" and i."deletedAt" is null)`;

/** In order of id, like all locks on users: two batches never wait for each other in a circle. */
const MAKE_USERS = `
  insert into "User" ("spaceId", id)
  select $1, wanted.id from (
    select distinct e."userId" collate "C" as id from unnest($2::text[], $3::text[]) as e("userId", "itemId") where ${KNOWN_ITEM}
  ) as wanted
  where not exists (select from "User" u where u."spaceId" = $1 and u.id = wanted.id)
  order by wanted.id on conflict do nothing`;

const LOCK_USERS = `select from "User" where "spaceId" = $1 and id = any($2) order by id for no key update`;

/** Runs under the users' locks, in a snapshot taken after they were had, so that every version is one above the last that others could see. */
const APPEND = `
  with events as (
    select e.*, ${KNOWN_ITEM} as known
    from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::float8[], $8::boolean[], $9::text[])
      with ordinality as e("eventId", "userId", "itemId", type, value, "occurredAtMs", dated, "requestId", place)
  ), ready as (
    select e.*, 1 + case when u."historyVersion" = 0 then s."historyVersionFloor" else u."historyVersion" end as "historyVersion"
    from events e join "User" u on u."spaceId" = $1 and u.id = e."userId" join "Space" s on s.id = $1 where e.known
  ), added as (
    insert into "Interaction"
      ("spaceId", "occurredAt", "userId", "itemId", type, value, dated, "requestId", "eventId", "historyVersion")
    select $1, to_timestamp("occurredAtMs" / 1000), "userId", "itemId", type, value, dated, "requestId", "eventId", "historyVersion"
    from ready order by place
    on conflict ("spaceId", "eventId") do nothing
    returning "eventId", "userId", "historyVersion"
  ), raised as (
    update "User" u set "historyVersion" = a."historyVersion"
    from (select distinct "userId", "historyVersion" from added) as a where u."spaceId" = $1 and u.id = a."userId"
  )
  select e."eventId", e.known, r."eventId" is not null as ready, a."eventId" is not null as added
  from events e left join ready r on r.place = e.place left join added a on a."eventId" = e."eventId"`;

interface AppendedRow {
  readonly eventId: string;
  readonly known: boolean;
  readonly ready: boolean;
  readonly added: boolean;
}

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
  const column = <Field extends keyof Interaction>(field: Field) => events.map((event) => event[field]);
  const users = column("userId");
  // Without names: a prepared plan cannot know how long the arrays are, and nested loops over 5,000 rows cost five times the planning.
  await client.query(MAKE_USERS, [space, users, column("itemId")]);
  await client.query(LOCK_USERS, [space, [...new Set(users)]]);
  const times = events.map((event) => event.occurredAt.getTime());
  const fields = [column("eventId"), users, column("itemId"), column("type"), column("value"), times];
  const values = [space, ...fields, column("dated"), column("requestId")];
  const { rows } = await client.query<AppendedRow>(APPEND, values);
  // A user was deleted after MAKE_USERS: from the start again.
  if (rows.some((row) => row.known && !row.ready)) throw new TransactionConflict("A user was deleted meanwhile");
  const rest = rows.filter((row) => !row.added);
  const before = await loggedBefore(client, space, rest);
  // The event that was in the way went with its user: from the start again.
  if (rest.some((row) => row.known && !before.has(row.eventId))) throw new TransactionConflict("An event was deleted");
  return { added: new Set(rows.filter((row) => row.added).map((row) => row.eventId)), before };
}

/** What the log has under the ids of events that were not added: a repeat is a duplicate also when its item was deleted in between. */
async function loggedBefore(
  client: pg.PoolClient,
  space: SpaceId,
  events: readonly AppendedRow[],
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
