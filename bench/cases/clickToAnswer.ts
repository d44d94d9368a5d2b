import { randomUUID } from "node:crypto";

import type { BenchCase, BenchRow } from "../harness/benchCase.js";
import { quantile } from "../harness/quantile.js";
import { HttpGraphql } from "../serving/httpGraphql.js";
import { logEvents } from "../serving/logEvents.js";
import { recommended } from "../serving/recommended.js";
import type { ServingHome } from "../serving/servingHome.js";
import { sharedHome } from "../serving/sharedHome.js";

const FEW_CLICKS = 20;
const CLICKS = 500;
const MOST_P99_MS = 50;

/** How soon a click counts. */
export const CLICK_TO_ANSWER: BenchCase = {
  name: "click-to-answer",
  title: "From a click to the answer that it counts in",
  async check() {
    await click(await sharedHome("small"), FEW_CLICKS);
  },
  async measure(): Promise<readonly BenchRow[]> {
    const milliseconds = await click(await sharedHome("full"), CLICKS);
    const [p50, p99] = [quantile(milliseconds, 0.5), quantile(milliseconds, 0.99)];
    return [
      {
        what: "from sending a click to having the next recommendations, which reflect it, 99th percentile",
        value: p99,
        unit: "ms",
        bar: { atMost: MOST_P99_MS },
        against: `${CLICKS} users, one after the other, 17,000 items, over HTTP; in all ${CLICKS} the clicked item was gone and the order new; median ${p50.toFixed(1)} ms`,
        details: { p50, p99 },
      },
    ];
  },
};

/**
 * Clicks the best item of one user after the other, each with an answer before and after.
 *
 * @returns Milliseconds from sending the click to having the answer after, for each.
 * @throws {Error} If an answer does not reflect the click.
 */
function click(home: ServingHome, count: number): Promise<number[]> {
  return home.withServer(async (server) => {
    const client = new HttpGraphql(server);
    const milliseconds: number[] = [];
    for (const { id: userId, history } of home.users.slice(0, count)) {
      const before = await recommended(client, userId, new Set(history));
      const clicked = before[0]!;
      const sentAt = performance.now();
      await logEvents(client, [{ eventId: randomUUID(), userId, itemId: clicked, type: "click" }]);
      const after = await recommended(client, userId, new Set([...history, clicked]));
      milliseconds.push(performance.now() - sentAt);
      if (before.slice(1).every((id, place) => after[place] === id))
        throw new Error(`Cannot find the click of "${userId}" in the next answer: its order is the same`);
    }
    client.close();
    return milliseconds;
  });
}
