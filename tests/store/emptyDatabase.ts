import { randomBytes } from "node:crypto";

import pg from "pg";

/** A database without any table. */
export interface EmptyDatabase {
  readonly url: string;
  readonly query: (text: string) => Promise<unknown[]>;
  drop(): Promise<void>;
}

/** Makes an empty database on the tests' server, or on another one. @param server URL of any database there. */
export async function emptyDatabase(server = process.env.SEQUITUR_TEST_SERVER ?? ""): Promise<EmptyDatabase> {
  const name = `test_${process.env.SEQUITUR_TEST_OWNER ?? process.pid}_${randomBytes(6).toString("hex")}`;
  await run(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    query: (text) => run(url.href, text),
    async drop() {
      await run(server, `drop database if exists ${name} with (force)`);
    },
  };
}

async function run(connectionString: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(text)).rows as unknown[];
  } finally {
    await client.end();
  }
}
