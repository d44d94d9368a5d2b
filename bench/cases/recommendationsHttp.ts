import type { BenchCase, BenchRow } from "../harness/benchCase.js";
import { quantile } from "../harness/quantile.js";
import type { LoadKind, LoadResult } from "../serving/loadTask.js";
import { sharedHome } from "../serving/sharedHome.js";
import { withLoadGenerator, type LoadGenerator } from "../serving/withLoadGenerator.js";

const CONNECTIONS = 32;
const REQUESTS_PER_SECOND = 100;
const WARM_UP_SECONDS = 3;
const CLOSED_SECONDS = 8;
const OPEN_SECONDS = 20;
const ROUNDS = 3;
const LEAST_PER_SECOND = 400;
const MOST_CLOSED_P99_MS = 200;
const MOST_OPEN_P50_MS = 8;
const MOST_OPEN_P99_MS = 30;
const MS_PER_SECOND = 1000;
const HOW = "17,000 items, 8,000 users drawn at random, keys and limits on, load from a process on the same cores";

/** Recommendations as clients get them. */
export const RECOMMENDATIONS_HTTP: BenchCase = {
  name: "recommendations-http",
  title: "recommendations(first: 20) over HTTP",
  async check() {
    const home = await sharedHome("small");
    await home.withServer((server) =>
      withLoadGenerator(home, server, async (load) => {
        for (const kind of ["recommendations", "items"] as const) {
          await load({ kind, connections: 8, seconds: 1 });
          await load({ kind, perSecond: 50, seconds: 1 });
        }
      }),
    );
  },
  async measure(): Promise<readonly BenchRow[]> {
    const home = await sharedHome("full");
    return home.withServer((server) =>
      withLoadGenerator(home, server, async (load) => {
        const closed = await closedRounds(load);
        const [ranked, listed] = [await openLoop(load, "recommendations"), await openLoop(load, "items")];
        return [...closedRows(closed), ...openRows(ranked, listed)];
      }),
    );
  },
};

type Rounds = Record<"recommendations" | "items", LoadResult[]>;

/** Both kinds in turn. */
async function closedRounds(load: LoadGenerator): Promise<Rounds> {
  const rounds: Rounds = { recommendations: [], items: [] };
  const kinds = ["recommendations", "items"] as const;
  for (const kind of kinds) await load({ kind, connections: CONNECTIONS, seconds: WARM_UP_SECONDS });
  for (let round = 0; round < ROUNDS; round++)
    for (const kind of kinds)
      rounds[kind].push(await load({ kind, connections: CONNECTIONS, seconds: CLOSED_SECONDS }));
  return rounds;
}

async function openLoop(load: LoadGenerator, kind: LoadKind): Promise<readonly number[]> {
  await load({ kind, perSecond: REQUESTS_PER_SECOND, seconds: 1 });
  return (await load({ kind, perSecond: REQUESTS_PER_SECOND, seconds: OPEN_SECONDS })).latenciesMs;
}

function closedRows({ recommendations, items }: Rounds): readonly BenchRow[] {
  const rates = (results: readonly LoadResult[]) =>
    results.map(({ latenciesMs, seconds }) => latenciesMs.length / seconds);
  const [ranked, listed] = [rates(recommendations), rates(items)];
  const [rate, listRate] = [quantile(ranked, 0.5), quantile(listed, 0.5)];
  const latencies = recommendations.flatMap(({ latenciesMs }) => latenciesMs);
  const p99 = quantile(latencies, 0.99);
  return [
    {
      what: `recommendations, ${CONNECTIONS} connections, each asking again at once`,
      value: rate,
      unit: "/s",
      bar: { atLeast: LEAST_PER_SECOND },
      against: `a page of \`items\`, the same shape with nothing ranked: ${listRate.toFixed(0)} /s, ${ROUNDS} rounds in turn; ${HOW}`,
      details: { recommendations: ranked, items: listed },
    },
    {
      what: "the same, 99th percentile of the latency",
      value: p99,
      unit: "ms",
      bar: { atMost: MOST_CLOSED_P99_MS },
      against: `median ${quantile(latencies, 0.5).toFixed(0)} ms`,
      details: { p50: quantile(latencies, 0.5), p99 },
    },
    {
      what: "what history and ranking cost on top of a page of items, machine full",
      value: MS_PER_SECOND / rate - MS_PER_SECOND / listRate,
      unit: "ms",
      bar: null,
      against: "difference of the times between answers of the two",
    },
  ];
}

function openRows(ranked: readonly number[], listed: readonly number[]): readonly BenchRow[] {
  const load = `${REQUESTS_PER_SECOND} requests a second, evenly, for ${OPEN_SECONDS} s, counted from when each was to be sent`;
  const row = (share: 0.5 | 0.99, name: string, atMost: number): BenchRow => ({
    what: `recommendations at ${REQUESTS_PER_SECOND} requests a second, ${name} of the latency`,
    value: quantile(ranked, share),
    unit: "ms",
    bar: { atMost },
    against: `a page of \`items\`: ${quantile(listed, share).toFixed(1)} ms; ${load}`,
  });
  return [row(0.5, "median", MOST_OPEN_P50_MS), row(0.99, "99th percentile", MOST_OPEN_P99_MS)];
}
