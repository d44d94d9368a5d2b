import type { DemoEvent } from "./makeDemoLog.js";

const DEPTH = 10;

/**
 * What somebody who knows every rule of the demo, though not the dice, would score: the ceiling for any model.
 *
 * @param events Each user's events together, oldest first, as `makeDemoLog` makes them.
 * @param stepsFromEnd Which event of each user is foretold: 0 for the last, 1 for the one before it.
 * @returns Mean NDCG@10 over the users, 0 to 1; ties count against the oracle.
 */
export function oracleNdcgAt10(events: readonly DemoEvent[], stepsFromEnd: number): number {
  const foretold = events.filter((event, index) => {
    const ofSameUser = events[index + stepsFromEnd]?.userId === event.userId;
    return ofSameUser && events[index + stepsFromEnd + 1]?.userId !== event.userId;
  });
  const gains = foretold.map(({ oracleRank }) => (oracleRank < DEPTH ? 1 / Math.log2(oracleRank + 2) : 0));
  return gains.reduce((sum, gain) => sum + gain, 0) / foretold.length;
}
