/** One event as a client sends it; every part is checked on its own, so that one bad event spoils no other. */
export interface EventInput {
  /** The client's own id, 1 to 255 characters; sending it again changes nothing. Generated where absent. */
  readonly eventId?: string | null | undefined;
  readonly userId: string;
  readonly itemId: string;
  /** 1 to 64 characters: `view`, `purchase`, ... */
  readonly type: string;
  /** A rating or weight; finite, at most a million either way. */
  readonly value?: number | null | undefined;
  /** From 1970 to five minutes from now; now where absent. */
  readonly occurredAt?: Date | null | undefined;
  /** The answer that the event came from. */
  readonly requestId?: string | null | undefined;
}
