import { createHash } from "node:crypto";

import type { EventMeanings } from "../domain/eventMeaning.js";

/** 48 bits: it tells the few meanings apart that one space ever had. */
const DIGEST_LENGTH = 8;

/** Names a sequence of a user by what it was read from: the version of the log, and the meanings that picked its events. */
export function historyKey(version: bigint, meanings: EventMeanings): string {
  const named = JSON.stringify(meanings);
  if (named === "{}") return version.toString();
  return `${version}-${createHash("sha256").update(named).digest("base64url").slice(0, DIGEST_LENGTH)}`;
}
