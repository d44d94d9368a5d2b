import type { ItemId } from "../domain/itemId.js";
import type { UserId } from "../domain/userId.js";

/** One event, as a data set tells it. */
export interface SourceInteraction {
  readonly userId: UserId;
  readonly itemId: ItemId;
  /** Milliseconds since 1970 where the source's `timestampKind` is `unix`; else a whole number that only orders a user's events. */
  readonly timestamp: number;
  readonly type: string;
  /** A rating or weight; finite. */
  readonly value: number | null;
}
