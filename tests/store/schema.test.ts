import { readFileSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import type { Database } from "../../src/store/database.js";
import { queryRows } from "../../src/store/queryRows.js";
import { testDatabase } from "../harness/testDatabase.js";

/** Tables of the installation, not of a space. */
const SHARED_TABLES = ["Setting", "Secret", "_prisma_migrations"];

describe("the data model", () => {
  let database: Database;

  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  test("starts every key and every foreign key with the space", async () => {
    const keys = await queryRows<{ key: string; table: string; columns: string[] }>(
      database,
      `select c.conname as key, t.relname as table,
         (select array_agg(a.attname::text order by place) from unnest(c.conkey) with ordinality as k(number, place)
          join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.number) as columns
       from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_namespace n on n.oid = t.relnamespace
       where n.nspname = 'public' and c.contype in ('p', 'u', 'f')
       union all
       select i.relname, t.relname, array_agg(a.attname::text order by place)
       from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
       join pg_namespace n on n.oid = t.relnamespace cross join unnest(x.indkey::int[]) with ordinality as k(number, place)
       join pg_attribute a on a.attrelid = t.oid and a.attnum = k.number
       where n.nspname = 'public' and x.indisunique group by 1, 2`,
    );
    const ofSpaces = keys.filter(({ table }) => !SHARED_TABLES.includes(table));
    expect(ofSpaces.length).toBeGreaterThan(20);
    const others = ofSpaces.filter(({ table, columns }) => columns[0] !== (table === "Space" ? "id" : "spaceId"));
    // The one exception: the secret of a key is what tells its space.
    expect(others.map(({ key }) => key)).toEqual(["ApiKey_secretHash_key"]);
  });

  test("compares every id by its bytes, whatever the server's own order is", async () => {
    const columns = await queryRows<{ name: string; collation: string | null }>(
      database,
      `select table_name || '.' || column_name as name, collation_name as collation from information_schema.columns
       where table_schema = 'public' and data_type = 'text' and (column_name = 'id' or column_name like '%Id')`,
    );
    const others = columns.filter(({ collation }) => collation !== "C").map(({ name }) => name);
    // Ids of other programs, never compared but for equality.
    expect(others.sort()).toEqual(["Interaction.requestId", "TrainingRun.queueJobId", "TrainingRun.workerId"]);
  });

  test("allows one unfinished training run of a space", async () => {
    const [index] = await queryRows<{ definition: string }>(
      database,
      `select indexdef as definition from pg_indexes where indexname = 'TrainingRun_one_unfinished'`,
    );
    expect(index?.definition).toMatch(/^CREATE UNIQUE INDEX .* \("spaceId"\) WHERE .*QUEUED.*RUNNING/);
  });

  test("has a sentence on every model, field, enum and value", () => {
    const lines = readFileSync("prisma/schema.prisma", "utf8").split("\n");
    const named = /^(model|enum) |^ {2}\w+( |$)/;
    const start = lines.findIndex((line) => line.startsWith("enum"));
    const bare = lines.filter(
      (line, i) => i >= start && named.test(line) && !/^\s*\/\/\/ .+\.$/.test(lines[i - 1] ?? ""),
    );
    expect(bare).toEqual([]);
  });
});
