import type { TestApi } from "../server/testApi.js";

/** Items of the small shop that operations are tested on: enough for two pages, in two categories. */
export const ITEM_IDS = Array.from({ length: 60 }, (_, index) => `item-${String(index + 1).padStart(4, "0")}`);

/** Fills a space through the API: items, and one user with a log of some length, an hour between events. */
export async function fillShop(api: TestApi, key: string, { userId = "ada-0001", events = 5 } = {}): Promise<void> {
  const items = ITEM_IDS.map((id, index) => ({
    id,
    title: `Title ${index + 1}`,
    text: `Text ${index + 1}`,
    categories: [index % 2 === 0 ? "Fantasy" : "Noir", "Books"],
    attributes: [
      { key: "part", value: { number: index + 1 } },
      { key: "signed", value: { boolean: index === 0 } },
    ],
  }));
  await api.ask("mutation ($items: [ItemInput!]!) { upsertItems(items: $items) { created } }", { items }, key);
  const log = ITEM_IDS.slice(0, events).map((itemId, index) => ({
    eventId: `${userId}-${index}`,
    userId,
    itemId,
    type: "view",
    occurredAt: new Date(Date.UTC(2025, 0, 1, index)).toISOString(),
  }));
  await api.ask(
    "mutation ($events: [EventInput!]!) { logInteractions(events: $events) { loggedCount } }",
    { events: log },
    key,
  );
}
