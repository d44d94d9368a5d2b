import { PrismaPg } from "@prisma/adapter-pg";
import type { SqlDriverAdapter, SqlQuery } from "@prisma/driver-adapter-utils";
import pg from "pg";

/** PostgreSQL type oid -> Prisma's ColumnTypeEnum, for columns of the system catalogue that adapter-pg does not know. */
const CATALOGUE_TYPES: Readonly<Record<number, number>> = {
  ...{ 16: 5, 18: 6, 20: 1, 21: 0, 23: 0, 26: 1, 700: 2, 701: 3, 1000: 69, 1002: 70 },
  ...{ 1003: 71, 1005: 64, 1007: 64, 1009: 71, 1015: 71, 1016: 65, 1028: 65 },
};
const TEXT_TYPE = 7;

interface PgAdapter extends SqlDriverAdapter {
  performIO(query: SqlQuery): Promise<pg.QueryArrayResult>;
  onError(error: unknown): never;
}

/**
 * adapter-pg as the schema engine needs it: one session, because Prisma Migrate's advisory lock belongs to it; catalogue types known;
 * and scripts sent whole, because adapter-pg splits them at every ";", also inside `$$ ... $$`.
 *
 * @param afterwards Called once the engine has disposed of the adapter.
 */
export async function engineAdapter(
  connectionString: string,
  afterwards?: () => Promise<unknown>,
): Promise<SqlDriverAdapter> {
  const pool = new pg.Pool({ connectionString, options: "-c TimeZone=UTC", max: 1 });
  const adapter = (await new PrismaPg(pool).connect()) as unknown as PgAdapter;
  const plainQuery = adapter.queryRaw.bind(adapter);
  return Object.assign(adapter, {
    async queryRaw(query: SqlQuery) {
      try {
        return await plainQuery(query);
      } catch (error) {
        if ((error as { cause?: { kind?: string } }).cause?.kind !== "UnsupportedNativeDataType") throw error;
        const { fields, rows } = await adapter.performIO(query);
        const columnTypes = fields.map((field) => CATALOGUE_TYPES[field.dataTypeID] ?? TEXT_TYPE);
        return { columnNames: fields.map((field) => field.name), columnTypes, rows };
      }
    },
    async executeScript(script: string) {
      await pool.query(script).catch((error: unknown) => adapter.onError(error));
    },
    async dispose() {
      await pool.end();
      await afterwards?.();
    },
  });
}
