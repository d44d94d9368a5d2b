import type { ItemId } from "./itemId.js";

/** What an attribute of an item or a user may hold. */
export type AttributeValue = string | number | boolean | readonly string[];

/** Something that can be recommended. */
export interface Item {
  readonly id: ItemId;
  /** Shown to people and read by the language model. */
  readonly title: string;
  /** Longer description; may be empty. */
  readonly text: string;
  readonly categories: readonly string[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly createdAt: Date;
  /** Not available (out of stock, out of licence): known, but not recommended for now. */
  readonly available: boolean;
  /** Hidden by an editor: never recommended. */
  readonly hidden: boolean;
}
