import type { ItemId } from "../domain/itemId.js";
import type { ItemWrite } from "./itemWrite.js";

/** One write for each id, in order of first appearance; where an id appears again, the fields that the later write has replace the earlier ones. */
export function mergeItemWrites(writes: readonly ItemWrite[]): ItemWrite[] {
  const merged = new Map<ItemId, ItemWrite>();
  for (const write of writes) {
    const present = Object.fromEntries(Object.entries(write).filter(([, value]) => value !== undefined)) as ItemWrite;
    merged.set(write.id, { ...merged.get(write.id), ...present });
  }
  return [...merged.values()];
}
