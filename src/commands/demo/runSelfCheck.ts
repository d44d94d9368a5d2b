import type { DemoClient } from "./demoClient.js";
import type { DemoScores } from "./demoScores.js";
import { click, heldOutNdcgAt10, showUser } from "./selfCheck.js";
import type { SelfCheck } from "./selfCheckReport.js";

/** Users asked through the API for the item that they took next: enough for two digits, few enough for a second or two. */
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
  return {
    answer: await showUser(ask, shown[0]),
    heldOutId: shown[1],
    click: await click(ask, clicking[0], nowMs),
    scores,
    oracle,
    apiNdcgAt10: await heldOutNdcgAt10(ask, asked),
    apiUsers: asked.size,
  };
}
