import type { Page } from "./page.js";

/**
 * Makes a page of what was read: one entry more than was asked for means that there is a next page.
 *
 * @param read At most `first + 1` entries, in order.
 * @param cursorOf The cursor of an entry.
 */
export function pageOf<T>(read: readonly T[], first: number, cursorOf: (entry: T) => string): Page<T> {
  return {
    edges: read.slice(0, first).map((node) => ({ node, cursor: cursorOf(node) })),
    hasNextPage: read.length > first,
  };
}
