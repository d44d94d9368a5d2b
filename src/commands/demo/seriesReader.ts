import type { DemoClient } from "./demoClient.js";
import { DEMO_INTERACTIONS, type DemoInteractions } from "./demoOperations.js";

const LOOKED_AT = 4;
const WANTED = 2;

/**
 * The first of some users who is in the midst of a series: two of the newest four items are parts of it.
 *
 * @throws {Error} If none is.
 */
export async function seriesReader(ask: DemoClient, userIds: readonly string[], series: string): Promise<string> {
  for (const userId of userIds) {
    const { interactions } = await ask<DemoInteractions>(DEMO_INTERACTIONS, { userId, first: LOOKED_AT });
    const parts = interactions.edges.filter(({ node }) => node.item?.title.startsWith(series));
    if (parts.length >= WANTED) return userId;
  }
  throw new Error(`Cannot check the demo: nobody of ${userIds.length} users reads "${series}"`);
}
