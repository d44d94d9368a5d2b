import { DomainError } from "../domain/domainError.js";
import { identifier } from "../domain/identifier.js";
import type { Interaction } from "../domain/interaction.js";
import { itemId } from "../domain/itemId.js";
import { userId } from "../domain/userId.js";

import type { EventInput } from "./eventInput.js";

/** Types become rows of a space's settings and labels of its reports. */
const MAX_TYPE_LENGTH = 64;

/** Request ids are ours, 36 characters; longer ones are somebody else's. */
const MAX_REQUEST_ID_LENGTH = 64;

/** Ratings and weights beyond it are faults of a unit, and would drown every other event. */
const MAX_VALUE = 1e6;

/** How far clients' clocks may run ahead. */
const MAX_AHEAD_MS = 5 * 60 * 1000;

/**
 * Accepts one event of a client.
 *
 * @param eventId The client's own id, or one generated for it.
 * @param nowMs The time now; an event without a time has this one.
 * @throws {DomainError} `BAD_INPUT` naming the event and what is wrong with it.
 */
export function checkedEvent(eventId: string, input: EventInput, nowMs: number): Interaction {
  const refuse = (why: string): DomainError =>
    new DomainError("BAD_INPUT", `Cannot log event ${JSON.stringify(eventId)}: ${why}`);
  const value = input.value ?? null;
  const occurredAt = input.occurredAt ?? new Date(nowMs);
  const occurredAtMs = occurredAt.getTime();
  if (value !== null && !(Math.abs(value) <= MAX_VALUE))
    throw refuse(`its value is ${value}, -${MAX_VALUE} to ${MAX_VALUE} is wanted`);
  if (!(occurredAtMs >= 0)) throw refuse("it is older than 1970");
  if (occurredAtMs > nowMs + MAX_AHEAD_MS) throw refuse("it happens more than five minutes from now");
  return {
    eventId: identifier("event id", eventId),
    userId: userId(input.userId),
    itemId: itemId(input.itemId),
    type: shortIdentifier("event type", input.type, MAX_TYPE_LENGTH),
    value,
    occurredAt,
    dated: true,
    requestId: input.requestId == null ? null : shortIdentifier("request id", input.requestId, MAX_REQUEST_ID_LENGTH),
  };
}

function shortIdentifier(what: string, raw: string, maximum: number): string {
  if (raw.length > maximum)
    throw new DomainError("BAD_INPUT", `Cannot use ${what} of ${raw.length} characters: 1 to ${maximum} are wanted`);
  return identifier(what, raw);
}
