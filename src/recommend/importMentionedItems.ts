import type { ItemId } from "../domain/itemId.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { ItemRepository } from "../store/itemRepository.js";

/** Makes the items that events mention and the store lacks. Memory is that of the mentioned ids. */
export class ImportMentionedItems {
  private readonly known = new Set<ItemId>();
  private count = 0;

  constructor(
    private readonly items: Pick<ItemRepository, "findMany" | "upsert">,
    private readonly space: SpaceId,
  ) {}

  /** How many items were made so far. */
  get made(): number {
    return this.count;
  }

  /** Makes those of the items that are not there; their title is their id. @throws {DomainError} `UNKNOWN_SPACE`. */
  async make(mentioned: Iterable<ItemId>): Promise<void> {
    const unsure = [...new Set(mentioned)].filter((id) => !this.known.has(id));
    const found = await this.items.findMany(this.space, unsure);
    const missing = unsure.filter((id) => !found.has(id));
    if (missing.length > 0)
      await this.items.upsert(
        this.space,
        missing.map((id) => ({ id, title: id })),
      );
    for (const id of unsure) this.known.add(id);
    this.count += missing.length;
  }
}
