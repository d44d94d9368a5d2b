import { identifier } from "./identifier.js";

/** The caller's own id of an item, unique within its space. */
export type ItemId = string & { readonly __brand: "ItemId" };

/** @throws {DomainError} `BAD_INPUT`, as `identifier` does. */
export function itemId(raw: string): ItemId {
  return identifier("item id", raw) as ItemId;
}
