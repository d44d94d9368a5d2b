import { createHash } from "node:crypto";

import type { SpaceId } from "../domain/spaceId.js";

import type { CheckedFilter } from "./checkedFilter.js";
import type { Subject } from "./checkedSubject.js";

/** 128 bits: two requests never share a binding by chance, and finding two that do gains nothing. */
const BINDING_BYTES = 16;

/** A digest of what must not change from page to page: space, user or sent history, filter. */
export function cursorBinding(space: SpaceId, { userId, history }: Subject, filter: CheckedFilter): string {
  const content = JSON.stringify([
    space,
    userId,
    history,
    filter.categories,
    filter.excludeCategories,
    filter.excludeItemIds,
    filter.includeSeen,
  ]);
  return createHash("sha256").update(content).digest().subarray(0, BINDING_BYTES).toString("base64url");
}
