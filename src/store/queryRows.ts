import type pg from "pg";

import type { Database } from "./database.js";
import { databaseError } from "./databaseError.js";

/**
 * Runs one statement on any connection of the pool.
 *
 * @param name Prepares the statement under this name, once a connection; for statements that run all the time.
 * @throws {DomainError} As `databaseError` says.
 */
export async function queryRows<Row extends pg.QueryResultRow>(
  { pool, address }: Pick<Database, "pool" | "address">,
  text: string,
  values: readonly unknown[] = [],
  name?: string,
): Promise<Row[]> {
  try {
    const { rows } = await pool.query<Row>({ text, values: [...values], ...(name === undefined ? {} : { name }) });
    return rows;
  } catch (error) {
    throw databaseError(error, address);
  }
}
