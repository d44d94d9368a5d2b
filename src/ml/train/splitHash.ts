import { createHash } from "node:crypto";

import type { Split } from "../data/splitLeaveLastOut.js";
import { wholeSequences } from "./wholeSequences.js";

/** SHA-256 of a log as it is trained on: the users, the items, and every sequence; hexadecimal. */
export function splitHash(split: Split): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([split.userIds, split.itemIds]));
  for (const rows of wholeSequences(split)) {
    hash.update(`\n${rows.length}:`).update(new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength));
  }
  return hash.digest("hex");
}
