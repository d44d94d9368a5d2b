import { askEveryRanker, type DemoColumns } from "./askEveryRanker.js";
import { askWhenRead } from "./askWhenRead.js";
import type { DemoClient } from "./demoClient.js";
import { DEMO_EVENT_TYPE } from "./demoEventType.js";
import {
  DEMO_INTERACTIONS,
  DEMO_LOG,
  DEMO_RECOMMENDATIONS,
  type DemoInteractions,
  type DemoLogged,
  type DemoRecommendations,
  type DemoTitle,
} from "./demoOperations.js";

/** What is asked for each user. */
const DEPTH = 10;
/** How many of a user's last items are shown. */
const SHOWN_HISTORY = 4;

/** What a user had and got. */
export interface DemoAnswer extends DemoColumns {
  readonly userId: string;
  /** The last few items, oldest first. */
  readonly history: readonly DemoTitle[];
}

/** What one logged event changed. */
export interface DemoClick {
  readonly userId: string;
  readonly clicked: DemoTitle;
  readonly before: readonly DemoTitle[];
  readonly after: readonly DemoTitle[];
  /** What the language model knew of the event in the answer after it. */
  readonly freshness: string | null;
  /** From sending the event to its acknowledgement, in milliseconds. */
  readonly loggedMs: number;
  /** From sending the event to the whole next answer, in milliseconds. */
  readonly answeredMs: number;
}

/** How well the answers of many users hold what they took next. */
export interface DemoApiScore {
  /** Mean over the users. */
  readonly ndcgAt10: number;
  readonly users: number;
  /** Of how many of them the language model had read the history in time. */
  readonly freshUsers: number;
}

/** Asks what a user gets, by each ranker. */
export async function showUser(ask: DemoClient, userId: string): Promise<DemoAnswer> {
  const { interactions } = await ask<DemoInteractions>(DEMO_INTERACTIONS, { userId, first: SHOWN_HISTORY });
  const history = interactions.edges.flatMap(({ node }) => (node.item === null ? [] : [node.item])).reverse();
  return { userId, history, ...(await askEveryRanker(ask, { user: { userId }, first: DEPTH })) };
}

/**
 * Lets a user take the first item of an answer, and asks again.
 *
 * @param nowMs A clock that runs evenly, in milliseconds.
 */
export async function click(ask: DemoClient, userId: string, nowMs: () => number): Promise<DemoClick> {
  const question = { user: { userId }, first: DEPTH };
  const before = await askWhenRead(ask, question);
  const clicked = before.edges[0]?.node;
  if (clicked === undefined) throw new Error(`Cannot check the demo: user "${userId}" was recommended nothing`);
  const event = { userId, itemId: clicked.id, type: DEMO_EVENT_TYPE, requestId: before.requestId };
  const sentAt = nowMs();
  const { logInteractions } = await ask<DemoLogged>(DEMO_LOG, { events: [event] });
  const loggedMs = nowMs() - sentAt;
  if (logInteractions.results[0]?.status !== "LOGGED")
    throw new Error(`Cannot check the demo: the event of user "${userId}" was not logged`);
  const after = (await ask<DemoRecommendations>(DEMO_RECOMMENDATIONS, question)).recommendations;
  return {
    ...{ userId, clicked, before: titles(before), after: titles(after), freshness: after.freshness },
    ...{ loggedMs, answeredMs: nowMs() - sentAt },
  };
}

/**
 * Asks once for every given user and looks for the item that was held out of the store.
 *
 * @param heldOut The item by user.
 */
export async function heldOutNdcgAt10(ask: DemoClient, heldOut: ReadonlyMap<string, string>): Promise<DemoApiScore> {
  let [sum, freshUsers] = [0, 0];
  for (const [userId, itemId] of heldOut) {
    const { recommendations } = await ask<DemoRecommendations>(DEMO_RECOMMENDATIONS, {
      user: { userId },
      first: DEPTH,
    });
    const place = recommendations.edges.findIndex(({ node }) => node.id === itemId);
    if (place >= 0) sum += 1 / Math.log2(place + 2);
    if (recommendations.freshness === "FRESH") freshUsers++;
  }
  return { ndcgAt10: sum / heldOut.size, users: heldOut.size, freshUsers };
}

function titles({ edges }: DemoRecommendations["recommendations"]): DemoTitle[] {
  return edges.map(({ node }) => node);
}
