import { join } from "node:path";

import type { Database } from "../../src/store/database.js";

const MS_PER_SECOND = 1000;

/**
 * How long PostgreSQL itself takes to read the events of a database from a file into a table without keys or indexes: the
 * least that an import could take.
 *
 * @returns Seconds.
 */
export async function copySeconds({ pool }: Database): Promise<number> {
  const { rows } = await pool.query<{ folder: string }>("select current_setting('data_directory') as folder");
  const file = join(rows[0]!.folder, "bench-copy"); // where the server may write; it goes with the home
  await pool.query(`create table bare (like "Interaction")`);
  await pool.query(`copy "Interaction" to '${file}'`);
  const startedAt = performance.now();
  const { rowCount } = await pool.query(`copy bare from '${file}'`);
  const seconds = (performance.now() - startedAt) / MS_PER_SECOND;
  if (rowCount === 0) throw new Error("Cannot time the copy: there was nothing to copy");
  return seconds;
}
