import type { Interaction } from "../../src/domain/interaction.js";
import { itemId } from "../../src/domain/itemId.js";
import { userId } from "../../src/domain/userId.js";

/** A dated view; `seconds` counts from 2026. */
export function event(
  eventId: string,
  user: string,
  item: string,
  { seconds = 0, type = "view" }: { readonly seconds?: number; readonly type?: string } = {},
): Interaction {
  return {
    eventId,
    userId: userId(user),
    itemId: itemId(item),
    type,
    value: null,
    occurredAt: new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)),
    dated: true,
    requestId: null,
  };
}
