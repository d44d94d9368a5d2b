import type { Clock } from "../domain/clock.js";
import { DomainError } from "../domain/domainError.js";
import { identifier } from "../domain/identifier.js";
import type { Item } from "../domain/item.js";
import { itemId, type ItemId } from "../domain/itemId.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { ItemRepository } from "../store/itemRepository.js";
import type { ItemWrite } from "../store/itemWrite.js";

import { checkedAttributes } from "./checkedAttributes.js";
import { checkedFirst } from "./checkedFirst.js";
import { checkedList } from "./checkedList.js";
import { checkedText } from "./checkedText.js";
import type { ItemInput } from "./itemInput.js";
import type { Page } from "./page.js";
import { decodePageCursor, encodePageCursor } from "./pageCursor.js";
import type { PageInput } from "./pageInput.js";
import { pageOf } from "./pageOf.js";

const MAX_ITEMS_PER_CALL = 1000;
const MAX_TITLE_LENGTH = 1000;
const MAX_TEXT_LENGTH = 100_000;
const MAX_CATEGORIES = 100;

/** Older than any catalogue; PostgreSQL, Prisma and ISO 8601 write earlier years in different ways. */
const EARLIEST_CREATION_MS = Date.UTC(1000, 0, 1);

/** How far ahead an item's creation may lie: announced items are real, the year 9999 would top every list of new ones. */
const LATEST_CREATION_AHEAD_MS = 366 * 24 * 3600 * 1000;

/** The items of a space; every change counts in the next recommendation of every process. */
export class Catalogue {
  constructor(
    private readonly items: ItemRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Creates and updates 1 to 1,000 items; an id that was deleted comes back. Of several writes of one id the last wins.
   *
   * @throws {DomainError} `BAD_INPUT`, and then nothing is written; `UNKNOWN_SPACE`.
   */
  async upsertItems(space: SpaceId, items: readonly ItemInput[]): Promise<{ created: number; updated: number }> {
    const writes = checkedList("items", items, MAX_ITEMS_PER_CALL).map((item) => this.checkedWrite(item));
    const { created, updated } = await this.items.upsert(space, writes);
    return { created, updated };
  }

  /**
   * Deletes 1 to 1,000 items, and says which of them there were.
   *
   * @throws {DomainError} `BAD_INPUT`; `UNKNOWN_SPACE`.
   */
  async deleteItems(space: SpaceId, ids: readonly string[]): Promise<readonly ItemId[]> {
    return this.items.delete(space, checkedIds(ids));
  }

  /** The item, or null. @throws {DomainError} `BAD_INPUT` if this cannot be an id. */
  async item(space: SpaceId, id: string): Promise<Item | null> {
    return (await this.findItems(space, [id])).get(id) ?? null;
  }

  /** Those of 1 to 1,000 items that exist, by id. @throws {DomainError} `BAD_INPUT`. */
  async findItems(space: SpaceId, ids: readonly string[]): Promise<ReadonlyMap<string, Item>> {
    return this.items.findMany(space, checkedIds(ids));
  }

  /** The items by id. @throws {DomainError} `BAD_INPUT`, `CURSOR_INVALID`. */
  async page(space: SpaceId, { first, after }: PageInput): Promise<Page<Item>> {
    const size = checkedFirst(first);
    const [afterId] = after == null ? [] : decodePageCursor("items", after, 1);
    const read = await this.items.page(space, {
      first: size + 1,
      ...(afterId === undefined ? {} : { after: afterId as ItemId }),
    });
    return pageOf(read, size, ({ id }) => encodePageCursor("items", [id]));
  }

  private checkedWrite({ title, text, categories, attributes, createdAt, ...input }: ItemInput): ItemWrite {
    return {
      id: itemId(input.id),
      title: checkedText("title", title, { minimum: 1, maximum: MAX_TITLE_LENGTH }),
      ...(text != null && { text: checkedText("text", text, { maximum: MAX_TEXT_LENGTH }) }),
      ...(categories != null && { categories: checkedCategories(categories) }),
      ...(attributes != null && { attributes: checkedAttributes(attributes) }),
      ...(createdAt != null && { createdAt: this.checkedCreation(createdAt) }),
      ...(input.available != null && { available: input.available }),
      ...(input.hidden != null && { hidden: input.hidden }),
    };
  }

  private checkedCreation(createdAt: Date): Date {
    const latestMs = this.clock() + LATEST_CREATION_AHEAD_MS;
    const ms = createdAt.getTime();
    if (ms >= EARLIEST_CREATION_MS && ms <= latestMs) return createdAt;
    throw new DomainError(
      "BAD_INPUT",
      `Cannot use this time of creation: from the year 1000 to a year from now is wanted`,
    );
  }
}

function checkedIds(ids: readonly string[]): ItemId[] {
  return [...new Set(checkedList("item ids", ids, MAX_ITEMS_PER_CALL).map(itemId))];
}

function checkedCategories(categories: readonly string[]): string[] {
  return [
    ...new Set(checkedList("categories", categories, MAX_CATEGORIES, 0).map((raw) => identifier("category", raw))),
  ];
}
