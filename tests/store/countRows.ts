import type { Database } from "../../src/store/database.js";
import { queryRows } from "../../src/store/queryRows.js";

/** How many rows each table holds for a space, by table. */
export async function countRows(database: Database, space: string): Promise<Record<string, number>> {
  const tables = await queryRows<{ name: string; column: string }>(
    database,
    `select table_name as name, case when table_name = 'Space' then 'id' else 'spaceId' end as column
     from information_schema.columns
     where table_schema = 'public' and (column_name = 'spaceId' or (table_name = 'Space' and column_name = 'id'))`,
  );
  const counts: Record<string, number> = {};
  for (const { name, column } of tables) {
    const [row] = await queryRows<{ rows: number }>(
      database,
      `select count(*)::int as rows from "${name}" where "${column}" = $1`,
      [space],
    );
    counts[name] = row?.rows ?? 0;
  }
  return counts;
}
