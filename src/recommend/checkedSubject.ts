import { DomainError } from "../domain/domainError.js";
import { itemId, type ItemId } from "../domain/itemId.js";
import { userId, type UserId } from "../domain/userId.js";

import { checkedList } from "./checkedList.js";
import type { UserInput } from "./userInput.js";

/** Longer than any person's history, and than what any model reads. */
const MAX_SENT_HISTORY = 10_000;

/** Whom an answer is for, checked. */
export type Subject =
  | { readonly userId: UserId; readonly history: null }
  | { readonly userId: null; readonly history: readonly ItemId[] };

/**
 * Accepts the user of a request.
 *
 * @throws {DomainError} `BAD_INPUT` if an id is malformed, a history holds more than 10,000 items, or it is neither or both.
 */
export function checkedSubject(user: UserInput): Subject {
  const { userId: id, history } = user as { userId?: string | null; history?: readonly string[] | null };
  if ((id == null) === (history == null))
    throw new DomainError("BAD_INPUT", "Cannot tell whom to recommend to: either a user id or a history is wanted");
  if (id != null) return { userId: userId(id), history: null };
  const items = checkedList("items as a history", history ?? [], MAX_SENT_HISTORY, 0);
  return { userId: null, history: items.map((raw) => itemId(raw)) };
}
