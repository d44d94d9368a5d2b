import type { ItemId } from "./itemId.js";
import type { UserId } from "./userId.js";

/** One line of the append-only log, as a client or an import hands it in. */
export interface Interaction {
  /** The client's own id of the event; sending it again changes nothing. */
  readonly eventId: string;
  readonly userId: UserId;
  readonly itemId: ItemId;
  /** `view`, `purchase`, `rating`, ...; the space says what each means. */
  readonly type: string;
  /** A rating or weight, where the event has one. */
  readonly value: number | null;
  /** When it happened. Where `dated` is false only its order means something. */
  readonly occurredAt: Date;
  /** False for logs that hold an order but no dates (`timestampKind: ordinal`). */
  readonly dated: boolean;
  /** The answer that this event came from, if any. */
  readonly requestId: string | null;
}
