import { askWhenRead, type DemoQuestion } from "./askWhenRead.js";
import type { DemoClient } from "./demoClient.js";
import { DEMO_NEW_ITEM } from "./demoNewItem.js";
import { DEMO_DELETE_ITEM, DEMO_WRITE_ITEM } from "./demoOperations.js";

const { id, title } = DEMO_NEW_ITEM;
/** As long as a page may be. */
const PAGE_LENGTH = 100;
/** Nearly the whole catalogue of some 1,240: what has no vector of its own comes last. */
const MOST_PAGES = 11;
const PAUSE_MS = 20;
/** It takes a fraction of a second; a busy machine is given time. */
const MOST_MS = 10_000;

/** How an item fared that came after training. */
export interface DemoNewItem {
  readonly title: string;
  readonly readerId: string;
  /** Its place among what the language model recommends to the reader, from 1; null if it was not ranked among the others in time. */
  readonly place: number | null;
  readonly otherId: string;
  /** The same for the other user, once the reader is recommended it. */
  readonly otherPlace: number | null;
  /** From sending the item to the whole answer that it was in, in milliseconds. */
  readonly afterMs: number;
  /** Whether the answer after its deletion was without it. */
  readonly isGone: boolean;
}

/** Who is asked, and how time is told. */
export interface NewItemOptions {
  /** Reads the series that the new item belongs to. */
  readonly readerId: string;
  /** Does not. */
  readonly otherId: string;
  /** A clock that runs evenly, in milliseconds. */
  readonly nowMs: () => number;
}

/**
 * Writes an item of which nothing is known but its title, waits until it is ranked among the others, and deletes it again.
 */
export async function tryNewItem(ask: DemoClient, { readerId, otherId, nowMs }: NewItemOptions): Promise<DemoNewItem> {
  const placeFor = (userId: string): Promise<number | null> => placeOf(ask, userId);
  await placeFor(readerId); // the language model has read the user, and is measured on the item alone
  const sentAt = nowMs();
  await ask(DEMO_WRITE_ITEM, { item: { id, title } });
  let place = await placeFor(readerId);
  let afterMs = nowMs() - sentAt;
  while (place === null && afterMs < MOST_MS) {
    await new Promise((done) => setTimeout(done, PAUSE_MS));
    place = await placeFor(readerId);
    afterMs = nowMs() - sentAt;
  }
  const otherPlace = await placeFor(otherId);
  await ask(DEMO_DELETE_ITEM, { id });
  const isGone = (await placeFor(readerId)) === null;
  return { title, readerId, place, otherId, otherPlace, afterMs, isGone };
}

async function placeOf(ask: DemoClient, userId: string): Promise<number | null> {
  let after: string | null = null;
  for (let page = 0; page < MOST_PAGES; page++) {
    const question: DemoQuestion = { user: { userId }, first: PAGE_LENGTH, after, ranker: "LLM_SREC" };
    const { edges, pageInfo } = await askWhenRead(ask, question);
    const index = edges.findIndex(({ node }) => node.id === id);
    if (index !== -1) return page * PAGE_LENGTH + index + 1;
    if (pageInfo?.hasNextPage !== true) return null;
    after = pageInfo.endCursor;
  }
  return null;
}
