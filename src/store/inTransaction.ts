import type pg from "pg";

import type { Database } from "./database.js";
import { databaseError } from "./databaseError.js";
import { TransactionConflict } from "./transactionConflict.js";

/** Deadlock, serialization failure. */
const RETRIED: readonly unknown[] = ["40P01", "40001"];
const ATTEMPTS = 6;

/**
 * Does some work in one READ COMMITTED transaction: all of it or nothing. The work is done again, from its start, if it met a deadlock or a `TransactionConflict`.
 *
 * @throws {DomainError} As `databaseError` says, and whatever the work throws.
 */
export async function inTransaction<Result>(
  database: Database,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(database, work);
    } catch (error) {
      if (attempt < ATTEMPTS && isConflict(error)) continue;
      throw databaseError(error, database.address);
    }
  }
}

async function once<Result>({ pool }: Database, work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  let failure: Error | undefined;
  const onError = (error: Error) => {
    failure = error;
  };
  client.on("error", onError); // the connection was lost: the statement that waits fails, and is reported
  try {
    await client.query("begin");
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch((rollbackError: unknown) => {
      failure = rollbackError as Error;
    });
    throw error;
  } finally {
    client.off("error", onError);
    client.release(failure); // a broken connection does not go back into the pool
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof TransactionConflict || RETRIED.includes((error as { code?: unknown }).code);
}
