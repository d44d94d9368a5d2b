import type { AttributeValue } from "./item.js";
import type { UserId } from "./userId.js";

/** Somebody who interacts with items. */
export interface User {
  readonly id: UserId;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly createdAt: Date;
  /** Grows with every write to the user's log, a backdated one too; caches and cursors key on it. */
  readonly historyVersion: bigint;
}
