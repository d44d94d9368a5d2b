import type pg from "pg";

import type { Database } from "./database.js";
import { databaseError } from "./databaseError.js";

/** One consistent state of the database, read at leisure: rows come in batches through server-side cursors, so memory stays flat. */
export interface ReadTransaction {
  /** @throws {DomainError} As `databaseError` says. */
  query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Streams a query's rows in batches; several streams may be open at once. */
  stream<Row extends pg.QueryResultRow>(
    text: string,
    values: readonly unknown[],
  ): AsyncGenerator<Row[], void, undefined>;
  /** Gives the connection back; may be called more than once. */
  close(): Promise<void>;
}

/** Rows held in memory at a time. */
const BATCH_ROWS = 5_000;

/**
 * Begins a REPEATABLE READ, READ ONLY transaction. It must be closed.
 *
 * @throws {DomainError} As `databaseError` says.
 */
export async function openReadTransaction({ pool, address }: Database): Promise<ReadTransaction> {
  const client = await pool.connect().catch((error: unknown) => {
    throw databaseError(error, address);
  });
  let failure: Error | undefined;
  const onError = (error: Error) => {
    failure = error;
  };
  client.on("error", onError);
  let cursors = 0;
  let closed: Promise<void> | undefined;

  async function query<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    try {
      return (await client.query<Row>(text, [...values])).rows;
    } catch (error) {
      throw databaseError(error, address);
    }
  }

  async function* stream<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) {
    const cursor = `stream_${++cursors}`;
    await query(`declare ${cursor} no scroll cursor for ${text}`, values);
    for (;;) {
      const rows = await query<Row>(`fetch ${BATCH_ROWS} from ${cursor}`);
      if (rows.length > 0) yield rows;
      if (rows.length < BATCH_ROWS) break;
    }
    await query(`close ${cursor}`);
  }

  async function end(): Promise<void> {
    await client.query("rollback").catch((error: unknown) => {
      failure = error as Error;
    });
    client.off("error", onError);
    client.release(failure);
  }

  const close = () => (closed ??= end());
  try {
    await query("begin isolation level repeatable read read only");
    await query("set local cursor_tuple_fraction = 1"); // cursors are read to their end: plan for the whole
  } catch (error) {
    await close();
    throw error;
  }
  return { query, stream, close };
}
