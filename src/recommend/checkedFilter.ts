import { identifier } from "../domain/identifier.js";
import { itemId, type ItemId } from "../domain/itemId.js";

import { checkedList } from "./checkedList.js";
import type { RecommendationFilter } from "./recommendationFilter.js";

const MAX_CATEGORIES = 100;
const MAX_EXCLUDED_ITEMS = 1000;

/** A filter, checked, in one spelling: sorted, each entry once, nothing absent. */
export interface CheckedFilter {
  /** Null: any. */
  readonly categories: readonly string[] | null;
  readonly excludeCategories: readonly string[];
  readonly excludeItemIds: readonly ItemId[];
  readonly includeSeen: boolean;
}

/**
 * Accepts a client's filter. Excluding nothing is fine; categories of which there is none would match nothing, which is
 * never what somebody meant.
 *
 * @throws {DomainError} `BAD_INPUT` if a list is too long or an entry malformed, or `categories` is empty.
 */
export function checkedFilter(filter: RecommendationFilter | null | undefined): CheckedFilter {
  return {
    categories: filter?.categories == null ? null : checkedCategories(filter.categories, 1),
    excludeCategories: checkedCategories(filter?.excludeCategories ?? [], 0),
    excludeItemIds: distinct(
      checkedList("excluded item ids", filter?.excludeItemIds ?? [], MAX_EXCLUDED_ITEMS, 0).map((raw) => itemId(raw)),
    ),
    includeSeen: filter?.includeSeen ?? false,
  };
}

function checkedCategories(raw: readonly string[], minimum: number): readonly string[] {
  return distinct(
    checkedList("categories", raw, MAX_CATEGORIES, minimum).map((category) => identifier("category", category)),
  );
}

function distinct<T extends string>(list: readonly T[]): readonly T[] {
  return [...new Set(list)].sort();
}
