import type { BenchCase, BenchRow } from "../harness/benchCase.js";
import { quantile } from "../harness/quantile.js";
import { delay } from "../client/delay.js";
import { HttpGraphql } from "../serving/httpGraphql.js";
import { recommended } from "../serving/recommended.js";
import type { ServingHome } from "../serving/servingHome.js";
import { sharedHome } from "../serving/sharedHome.js";
import { withServerProcess } from "../serving/withServerProcess.js";

const ROUNDS = 7;
const MOST_SECONDS = 3;
const MS_PER_SECOND = 1000;
const PAUSE_MS = 5;

/** How soon a server that was started answers. */
export const START_UP: BenchCase = {
  name: "start-up",
  title: "From the start of the program to its first recommendations",
  async check() {
    await startOnce(await sharedHome("small"));
  },
  async measure(): Promise<readonly BenchRow[]> {
    const home = await sharedHome("full");
    const seconds: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) seconds.push(await startOnce(home));
    const counted = seconds.slice(1); // the first one read everything from the disk
    return [
      {
        what: "from `sequitur serve` to its first recommendations, by the model",
        value: quantile(counted, 0.5),
        unit: "s",
        bar: { atMost: MOST_SECONDS },
        against: `17,000 items; its own database is started too, a client asks every ${PAUSE_MS} ms; median of ${ROUNDS}, the longest ${Math.max(...counted).toFixed(2)} s`,
        details: { seconds: counted },
      },
    ];
  },
};

/** Starts a server, waits for its first answer, and ends it. @returns Seconds. */
async function startOnce(home: ServingHome): Promise<number> {
  const { id, history } = home.users[0]!;
  const startedAt = performance.now();
  return withServerProcess(home.sequitur, async (isRunning) => {
    const client = new HttpGraphql(home.endpoint);
    try {
      while (isRunning()) {
        const ids = await recommended(client, id, new Set(history)).catch((error: unknown) => {
          if ((error as NodeJS.ErrnoException).code !== "ECONNREFUSED") throw error;
          return null;
        });
        if (ids !== null) return (performance.now() - startedAt) / MS_PER_SECOND;
        await delay(PAUSE_MS);
      }
    } finally {
      client.close();
    }
    throw new Error(`Cannot time the start: ${home.sequitur.lastWords("serve")}`);
  });
}
