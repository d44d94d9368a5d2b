import type { Interaction } from "../domain/interaction.js";
import type { Item } from "../domain/item.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { User } from "../domain/user.js";
import type { Database } from "./database.js";
import { openReadTransaction, type ReadTransaction } from "./readTransaction.js";
import { unknownSpace } from "./unknownSpace.js";

/** An event as a snapshot gives it. */
export type SnapshotInteraction = Pick<Interaction, "userId" | "itemId" | "type" | "value" | "occurredAt" | "dated"> & {
  readonly sequence: bigint;
};

/** One consistent state of a space, streamed with flat memory; each part may be read once or more. */
export interface LogSnapshot {
  /** Items that are not deleted, by id. */
  readonly items: AsyncIterable<Item>;
  /** Users, by id. */
  readonly users: AsyncIterable<User>;
  /** The log by user, then in its order; events of deleted items included. */
  readonly interactions: AsyncIterable<SnapshotInteraction>;
  /** The highest sequence of the log; 0 if it is empty. */
  readonly lastSequence: bigint;
  readonly takenAt: Date;
  /** Gives the connection back; may be called more than once. */
  close(): Promise<void>;
}

const HEAD = `select now() as "takenAt", (select coalesce(max(sequence), 0) from "Interaction" where "spaceId" = $1) as "lastSequence"
  from "Space" where id = $1`;

const ITEMS = `select id, title, text, categories, attributes, "createdAt", available, hidden
  from "Item" where "spaceId" = $1 and "deletedAt" is null order by id`;

const USERS = `select id, attributes, "createdAt", "historyVersion" from "User" where "spaceId" = $1 order by id`;

const INTERACTIONS = `select "userId", "itemId", type, value, "occurredAt", dated, sequence
  from "Interaction" where "spaceId" = $1 order by "userId", "occurredAt", sequence`;

/** Opens a snapshot; `InteractionRepository.snapshot` says the rest. @throws {DomainError} `UNKNOWN_SPACE`. */
export async function openLogSnapshot(database: Database, space: SpaceId): Promise<LogSnapshot> {
  const transaction = await openReadTransaction(database);
  try {
    const [head] = await transaction.query<{ takenAt: Date; lastSequence: bigint }>(HEAD, [space]);
    if (!head) throw unknownSpace(space);
    return {
      items: rows(transaction, ITEMS, space),
      users: rows(transaction, USERS, space),
      interactions: rows(transaction, INTERACTIONS, space),
      lastSequence: head.lastSequence,
      takenAt: head.takenAt,
      close: () => transaction.close(),
    };
  } catch (error) {
    await transaction.close();
    throw error;
  }
}

function rows<Row extends object>(transaction: ReadTransaction, text: string, space: SpaceId): AsyncIterable<Row> {
  return {
    async *[Symbol.asyncIterator]() {
      for await (const batch of transaction.stream<Row>(text, [space])) yield* batch;
    },
  };
}
