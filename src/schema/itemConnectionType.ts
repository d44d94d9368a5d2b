import { connectionType } from "./connectionType.js";
import { ItemType } from "./itemType.js";

/** A page of items. */
export const ItemConnectionType = connectionType("Item", "items", () => ItemType);
