import { randomBytes } from "node:crypto";

import type { Database } from "./database.js";
import { queryRows } from "./queryRows.js";

const CURSOR_KEY = "cursorKey";
const KEY_BYTES = 32;

/** Secrets that all processes of an installation share; whoever needs one first makes it. */
export class SecretRepository {
  constructor(private readonly database: Database) {}

  /** The key that signs cursors, 32 bytes: any replica can check what another has issued. */
  async cursorKey(): Promise<Buffer> {
    await queryRows(this.database, `insert into "Secret" (name, value) values ($1, $2) on conflict do nothing`, [
      CURSOR_KEY,
      randomBytes(KEY_BYTES),
    ]);
    const [row] = await queryRows<{ value: Buffer }>(this.database, `select value from "Secret" where name = $1`, [
      CURSOR_KEY,
    ]);
    if (!row) throw new Error("Cannot read back the cursor key that was just made");
    return row.value;
  }
}
