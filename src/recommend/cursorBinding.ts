import { createHash } from "node:crypto";

import type { SpaceId } from "../domain/spaceId.js";

import type { CheckedFilter } from "./checkedFilter.js";
import type { Subject } from "./checkedSubject.js";
import type { RankerChoice } from "./rankerChoice.js";

/** 128 bits: two requests never share a binding by chance, and finding two that do gains nothing. */
const BINDING_BYTES = 16;

/** A digest of what must not change from page to page: space, user or sent history, filter, wanted ranker. */
export function cursorBinding(
  space: SpaceId,
  { userId, history }: Subject,
  filter: CheckedFilter,
  ranker: RankerChoice,
): string {
  const content = JSON.stringify([
    space,
    userId,
    history,
    filter.categories,
    filter.excludeCategories,
    filter.excludeItemIds,
    filter.includeSeen,
    ranker,
  ]);
  return createHash("sha256").update(content).digest().subarray(0, BINDING_BYTES).toString("base64url");
}
