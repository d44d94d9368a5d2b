import type { AttributeValue } from "../domain/item.js";
import type { ItemId } from "../domain/itemId.js";

/** One item, as a data set tells it. */
export interface SourceItem {
  readonly id: ItemId;
  /** Never empty: an item without a title has its id as title. */
  readonly title: string;
  readonly text?: string;
  readonly categories?: readonly string[];
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
}
