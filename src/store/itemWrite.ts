import type { Item } from "../domain/item.js";

/** An item to create or update; what is absent keeps its value, or gets its default when the item is created. */
export type ItemWrite = Pick<Item, "id" | "title"> & {
  readonly [Field in Exclude<keyof Item, "id" | "title">]?: Item[Field] | undefined;
};
