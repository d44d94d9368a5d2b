import type { DemoClient } from "./demoClient.js";
import { DEMO_NEW_ITEM } from "./demoNewItem.js";
import type { DemoScores } from "./demoScores.js";
import { click, heldOutNdcgAt10, showUser } from "./selfCheck.js";
import type { SelfCheck } from "./selfCheckFaults.js";
import { seriesReader } from "./seriesReader.js";
import { tryNewItem } from "./tryNewItem.js";

/** Users asked through the API for the item that they took next: enough for two digits, few enough for some seconds. */
const API_USERS = 300;

/** What the self-check works with. */
export interface SelfCheckInput {
  readonly ask: DemoClient;
  /** The item by user that the store does not have. */
  readonly heldOut: ReadonlyMap<string, string>;
  readonly scores: DemoScores;
  readonly oracle: number;
  /** A clock that runs evenly, in milliseconds. */
  readonly nowMs: () => number;
}

/** Looks at the demo from outside, as a client. */
export async function runSelfCheck({ ask, heldOut, scores, oracle, nowMs }: SelfCheckInput): Promise<SelfCheck> {
  const users = [...heldOut];
  // One user is only looked at, so that every start shows the same; another one clicks, and so changes.
  const [clicking, shown] = users;
  if (shown === undefined || clicking === undefined) throw new Error("Cannot check the demo: it has no users");
  const asked = new Map(users.slice(-API_USERS));
  const [userId, heldOutId] = shown;
  const answer = await showUser(ask, userId);
  const others = users.map(([id]) => id).filter((id) => id !== userId && id !== clicking[0]);
  const readerId = await seriesReader(ask, others, DEMO_NEW_ITEM.series);
  return {
    answer,
    heldOutId,
    newItem: await tryNewItem(ask, { readerId, otherId: userId, nowMs }),
    click: await click(ask, clicking[0], nowMs),
    scores,
    oracle,
    api: await heldOutNdcgAt10(ask, asked),
  };
}
