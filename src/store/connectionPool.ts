import pg from "pg";

import type { Logger } from "../domain/logger.js";

/** Type oid of `bigint`, which pg reads as text unless told otherwise. */
const BIGINT_OID = 20;
const CONNECT_TIMEOUT_MS = 10_000;
/** Ten serve requests; the rest are for streams (snapshots, catalogues), which hold theirs for long. */
const CONNECTIONS = 16;

/** A pool of sessions in UTC that read `bigint` columns as BigInt. */
export function connectionPool(url: string, log: Logger): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    // adapter-pg drops the offset of timestamptz: the session must be in UTC.
    options: "-c TimeZone=UTC",
    application_name: "sequitur",
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    types: { getTypeParser },
  });
  // Without a listener, an idle connection that the server ends would end the process.
  pool.on("error", (error) => {
    log.warn({ reason: error.message }, "An idle database connection was lost");
  });
  return pool;
}

/** pg's own parsers, but for one. Its types know only the oids that it lists, so the oid is widened. */
const getTypeParser = ((oid: number, format?: "text" | "binary"): unknown => {
  if (oid === BIGINT_OID && format !== "binary") return (text: string) => BigInt(text);
  return (pg.types.getTypeParser as (oid: number, format?: string) => unknown)(oid, format);
}) as typeof pg.types.getTypeParser;
