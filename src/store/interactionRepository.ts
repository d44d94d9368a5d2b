import type { Interaction } from "../domain/interaction.js";
import type { ItemId } from "../domain/itemId.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { UserId } from "../domain/userId.js";
import type { Database } from "./database.js";
import { importEvents, type ImportExpectation, type ImportOutcome } from "./importEvents.js";
import { inTransaction } from "./inTransaction.js";
import { openLogSnapshot, type LogSnapshot } from "./logSnapshot.js";
import { queryRows } from "./queryRows.js";
import { unknownSpace } from "./unknownSpace.js";
import { writeLog, type LogOutcome } from "./writeLog.js";

/** One event of a user's history. */
export interface HistoryEntry {
  readonly itemId: ItemId;
  readonly type: string;
  readonly occurredAt: Date;
  /** False: only the order of `occurredAt` means something. */
  readonly dated: boolean;
  readonly value: number | null;
}

/** An event as the log holds it. */
export interface LoggedInteraction extends Interaction {
  /** Order of arrival in the whole database; breaks ties of `occurredAt`. */
  readonly sequence: bigint;
}

/** A place in the log. */
export type InteractionCursor = Pick<LoggedInteraction, "occurredAt" | "sequence">;

const HISTORY = `
  select "itemId", type, "occurredAt", dated, value from "Interaction"
  where "spaceId" = $1 and "userId" = $2 and "historyVersion" <= $3
  order by "occurredAt" desc, sequence desc limit $4`;

const LATEST_VERSION = 2n ** 63n - 1n;

/** The append-only log. Its order is (`occurredAt`, `sequence`). */
export class InteractionRepository {
  constructor(private readonly database: Database) {}

  /**
   * Adds events to the log in one transaction, makes users that are new, and raises the `historyVersion` of every user who got something by one.
   * An event whose id the log knows changes nothing, whoever sends it and however many at once.
   *
   * @returns What became of each event, in their order.
   * @throws {DomainError} `UNKNOWN_SPACE`, `BAD_INPUT`.
   */
  log(space: SpaceId, events: readonly Interaction[]): Promise<readonly LogOutcome[]> {
    return writeLog(this.database, space, events);
  }

  /**
   * Adds a large batch of events that an import made, with what `log` promises but for two things: it is on disk only after `settleImport`,
   * and an id under which the log has another event is a duplicate like any other.
   *
   * @throws {DomainError} `UNKNOWN_SPACE`, `BAD_INPUT`.
   */
  importBatch(
    space: SpaceId,
    events: readonly Interaction[],
    expectation: ImportExpectation = { likelyNew: true },
  ): Promise<ImportOutcome> {
    return importEvents(this.database, space, events, expectation);
  }

  /** Waits until all that was imported is on disk, and lets the planner know of it. @throws {DomainError} `UNKNOWN_SPACE`. */
  async settleImport(space: SpaceId): Promise<void> {
    await inTransaction(this.database, async (client) => {
      // Any write will do: its commit waits for everything that was committed before.
      const { rowCount } = await client.query(`update "Space" set id = id where id = $1`, [space]);
      if (rowCount === 0) throw unknownSpace(space);
    });
    await queryRows(this.database, `analyze "Item", "User", "Interaction"`); // autovacuum may be a minute away
  }

  /**
   * The newest events of a user, oldest first.
   *
   * @param options `atVersion`: the history as it was at that `historyVersion`, whatever was logged since; `limit`: at most so many events.
   */
  async history(
    space: SpaceId,
    user: UserId,
    options: { readonly atVersion?: bigint | undefined; readonly limit: number },
  ): Promise<readonly HistoryEntry[]> {
    const values = [space, user, options.atVersion ?? LATEST_VERSION, options.limit];
    return (await queryRows<HistoryEntry>(this.database, HISTORY, values, "history")).reverse();
  }

  /** A page of the log, newest first, of one user or of all. @param page `after`: the last event of the page before. */
  async page(
    space: SpaceId,
    page: {
      readonly userId?: UserId | undefined;
      readonly first: number;
      readonly after?: InteractionCursor | undefined;
    },
  ): Promise<readonly LoggedInteraction[]> {
    const { userId, first, after } = page;
    const values: unknown[] = [space, first];
    const conditions = [`"spaceId" = $1`];
    if (userId !== undefined) conditions.push(`"userId" = $${values.push(userId)}`);
    if (after)
      conditions.push(
        `("occurredAt", sequence) < ($${values.push(after.occurredAt)}, $${values.push(after.sequence)})`,
      );
    return queryRows<LoggedInteraction>(
      this.database,
      `select "eventId", "userId", "itemId", type, value, "occurredAt", dated, "requestId", sequence from "Interaction"
       where ${conditions.join(" and ")} order by "occurredAt" desc, sequence desc limit $2`,
      values,
    );
  }

  /** How many events the log holds. */
  async count(space: SpaceId): Promise<number> {
    const [row] = await queryRows<{ events: bigint }>(
      this.database,
      `select count(*) as events from "Interaction" where "spaceId" = $1`,
      [space],
    );
    return Number(row?.events ?? 0);
  }

  /** One consistent state of items, users and log, to be streamed at leisure. It must be closed. @throws {DomainError} `UNKNOWN_SPACE`. */
  snapshot(space: SpaceId): Promise<LogSnapshot> {
    return openLogSnapshot(this.database, space);
  }
}
