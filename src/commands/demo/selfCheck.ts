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
export interface DemoAnswer {
  readonly userId: string;
  /** The last few items, oldest first. */
  readonly history: readonly DemoTitle[];
  readonly recommended: readonly DemoTitle[];
  readonly ranker: string;
}

/** What one logged event changed. */
export interface DemoClick {
  readonly userId: string;
  readonly clicked: DemoTitle;
  readonly before: readonly DemoTitle[];
  readonly after: readonly DemoTitle[];
  /** From sending the event to its acknowledgement, in milliseconds. */
  readonly loggedMs: number;
  /** From sending the event to the whole next answer, in milliseconds. */
  readonly answeredMs: number;
}

/** Asks what a user gets. */
export async function showUser(ask: DemoClient, userId: string): Promise<DemoAnswer> {
  const { interactions } = await ask<DemoInteractions>(DEMO_INTERACTIONS, { userId, first: SHOWN_HISTORY });
  const history = interactions.edges.flatMap(({ node }) => (node.item === null ? [] : [node.item])).reverse();
  const { recommendations } = await ask<DemoRecommendations>(DEMO_RECOMMENDATIONS, { user: { userId }, first: DEPTH });
  return { userId, history, recommended: titles(recommendations), ranker: recommendations.ranker };
}

/**
 * Lets a user take the first item of an answer, and asks again.
 *
 * @param nowMs A clock that runs evenly, in milliseconds.
 */
export async function click(ask: DemoClient, userId: string, nowMs: () => number): Promise<DemoClick> {
  const before = (await ask<DemoRecommendations>(DEMO_RECOMMENDATIONS, { user: { userId }, first: DEPTH }))
    .recommendations;
  const clicked = before.edges[0]?.node;
  if (clicked === undefined) throw new Error(`Cannot check the demo: user "${userId}" was recommended nothing`);
  const event = { userId, itemId: clicked.id, type: DEMO_EVENT_TYPE, requestId: before.requestId };
  const sentAt = nowMs();
  const { logInteractions } = await ask<DemoLogged>(DEMO_LOG, { events: [event] });
  const loggedMs = nowMs() - sentAt;
  if (logInteractions.results[0]?.status !== "LOGGED")
    throw new Error(`Cannot check the demo: the event of user "${userId}" was not logged`);
  const after = (await ask<DemoRecommendations>(DEMO_RECOMMENDATIONS, { user: { userId }, first: DEPTH }))
    .recommendations;
  return { userId, clicked, before: titles(before), after: titles(after), loggedMs, answeredMs: nowMs() - sentAt };
}

/**
 * Asks for every given user and looks for the item that was held out of the store.
 *
 * @param heldOut The item by user.
 * @returns Mean NDCG@10 over the users.
 */
export async function heldOutNdcgAt10(ask: DemoClient, heldOut: ReadonlyMap<string, string>): Promise<number> {
  let sum = 0;
  for (const [userId, itemId] of heldOut) {
    const { recommendations } = await ask<DemoRecommendations>(DEMO_RECOMMENDATIONS, {
      user: { userId },
      first: DEPTH,
    });
    const place = recommendations.edges.findIndex(({ node }) => node.id === itemId);
    if (place >= 0) sum += 1 / Math.log2(place + 2);
  }
  return sum / heldOut.size;
}

function titles({ edges }: DemoRecommendations["recommendations"]): DemoTitle[] {
  return edges.map(({ node }) => node);
}
