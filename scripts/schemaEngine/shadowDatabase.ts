import { randomBytes } from "node:crypto";

import type { SqlDriverAdapter } from "@prisma/driver-adapter-utils";
import pg from "pg";

import { addCloser } from "./closers.js";
import { engineAdapter } from "./engineAdapter.js";

/** Why the shadow database could not be made: the engine swallows the reason of the error. */
export class ShadowDatabaseError extends Error {
  override readonly name = "ShadowDatabaseError";
}

/**
 * Makes an empty database of a random name on a server, dropped after use, so that nothing that exists can be reset.
 *
 * @param serverUrl Any database of the server.
 * @throws {ShadowDatabaseError} If the server refuses, for instance because the role lacks CREATEDB.
 */
export async function shadowDatabase(serverUrl: string): Promise<SqlDriverAdapter> {
  const url = new URL(serverUrl);
  const name = `prisma_shadow_${randomBytes(6).toString("hex")}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(`create database ${name} template template0`);
  } catch (error) {
    await client.end();
    const reason = (error as Error).message;
    throw new ShadowDatabaseError(`Cannot make a shadow database on ${url.host}: ${reason}`, { cause: error });
  }
  let dropped: Promise<unknown> | undefined;
  const drop = () =>
    (dropped ??= client.query(`drop database if exists ${name} with (force)`).finally(() => client.end()));
  addCloser(drop, "first"); // also when the engine fails before it disposes of the adapter
  url.pathname = `/${name}`;
  return engineAdapter(url.href, drop);
}
