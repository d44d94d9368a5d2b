import type { BenchCase, BenchContext, BenchRow } from "../harness/benchCase.js";
import { quantile } from "../harness/quantile.js";
import { findServedModelSource, SERVED_MODEL_SOURCE_MISSING } from "../languageModel/servedModelSource.js";
import type { LogSize } from "../serving/generatedLog.js";
import { HttpGraphql, type HttpEndpoint } from "../serving/httpGraphql.js";
import type { LoadResult } from "../serving/loadTask.js";
import { recommendedPage } from "../serving/recommendedPage.js";
import { ServingHome } from "../serving/servingHome.js";
import { type LoadGenerator, withLoadGenerator } from "../serving/withLoadGenerator.js";

const SMALL: LogSize = { items: 600, users: 40, events: [10, 40] };
/** Users enough to be drawn at random, few enough to be read before. */
const FULL: LogSize = { items: 17_000, users: 1_000, events: [20, 60] };
const CONNECTIONS = 32;
const REQUESTS_PER_SECOND = 100;
const WARM_UP_SECONDS = 3;
const CLOSED_SECONDS = 8;
const OPEN_SECONDS = 30;
const ROUNDS = 3;
const LEAST_PER_SECOND = 300;
const MOST_P99_MS = 150;
/** The server waits for a vector no longer than its `LLM_BUDGET_MS`: a second question finds it. */
const MOST_QUESTIONS = 50;
const HOW = "17,000 items, 1,000 users drawn at random, SmolLM2-135M's first 8 layers, compact prompts, keys and limits on, load from a process on the same cores"; // prettier-ignore

/** Recommendations of an LLM-SRec as clients get them. */
export const LANGUAGE_SERVING_HTTP: BenchCase = {
  name: "language-serving-http",
  title: "recommendations(ranker: FUSED, first: 20) over HTTP, with SmolLM2-135M's first 8 layers",
  missing: ({ dataFolder }) => (findServedModelSource(dataFolder) === null ? SERVED_MODEL_SOURCE_MISSING : null),
  check: (context) =>
    withLoad(context, SMALL, async (load) => {
      requireFresh(await load({ kind: "fused", connections: 8, seconds: 1 }));
      const { freshness } = await load({ kind: "clicked", perSecond: 20, seconds: 2 });
      if (afterClicks(freshness).length === 0) throw new Error("Cannot find answers that followed a click");
    }),
  measure: (context) =>
    withLoad(context, FULL, async (load) => {
      await load({ kind: "fused", connections: CONNECTIONS, seconds: WARM_UP_SECONDS });
      const rounds: LoadResult[] = [];
      for (let round = 0; round < ROUNDS; round++)
        rounds.push(await load({ kind: "fused", connections: CONNECTIONS, seconds: CLOSED_SECONDS }));
      rounds.forEach(requireFresh);
      await load({ kind: "clicked", perSecond: REQUESTS_PER_SECOND, seconds: 1 });
      const open = await load({ kind: "clicked", perSecond: REQUESTS_PER_SECOND, seconds: OPEN_SECONDS });
      return [closedRow(rounds), ...openRows(open)];
    }),
};

/** Makes a home, has every user read once, and lets `use` put load on its server. */
async function withLoad<Result>(
  { dataFolder }: BenchContext,
  size: LogSize,
  use: (load: LoadGenerator) => Promise<Result>,
): Promise<Result> {
  const home = await ServingHome.make(size, findServedModelSource(dataFolder)!.model);
  try {
    return await home.withServer(async (server) => {
      await readUsers(home, server);
      return withLoadGenerator(home, server, use);
    });
  } finally {
    await home.remove();
  }
}

async function readUsers({ users }: ServingHome, server: HttpEndpoint): Promise<void> {
  const client = new HttpGraphql(server);
  for (const { id: userId, history } of users) {
    const seen = new Set(history);
    let questions = 0;
    while ((await recommendedPage(client, { userId, ranker: "FUSED", seen })).freshness !== "FRESH")
      if (++questions === MOST_QUESTIONS) throw new Error(`Cannot go on: the language model does not read "${userId}"`);
  }
  client.close();
}

function requireFresh({ freshness }: LoadResult): void {
  const other = Object.keys(freshness).find((name) => name !== "FRESH");
  if (other !== undefined) throw new Error(`Cannot time answers with warm vectors: ${freshness[other]} were ${other}`);
}

function afterClicks(freshness: LoadResult["freshness"]): [string, number][] {
  return Object.entries(freshness).filter(([name]) => name.startsWith("after a click: "));
}

function closedRow(rounds: readonly LoadResult[]): BenchRow {
  const rates = rounds.map(({ latenciesMs, seconds }) => latenciesMs.length / seconds);
  const latencies = rounds.flatMap(({ latenciesMs }) => latenciesMs);
  const [p50, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)];
  return {
    what: `fused recommendations, users' vectors warm, ${CONNECTIONS} connections, each asking again at once`,
    value: quantile(rates, 0.5),
    unit: "/s",
    bar: { atLeast: LEAST_PER_SECOND },
    against: `all FRESH; latency: median ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms; ${ROUNDS} rounds; ${HOW}`,
    details: { rates, p50, p99 },
  };
}

function openRows({ latenciesMs, freshness }: LoadResult): readonly BenchRow[] {
  const [p50, p99] = [quantile(latenciesMs, 0.5), quantile(latenciesMs, 0.99)];
  const clicked = afterClicks(freshness);
  const clicks = clicked.reduce((sum, [, count]) => sum + count, 0);
  const share = (count: number, of: number): string => `${((100 * count) / of).toFixed(1)} %`;
  const shares = Object.entries(freshness).map(([name, count]) => `${name} ${share(count, latenciesMs.length)}`);
  return [
    {
      what: `fused recommendations at ${REQUESTS_PER_SECOND} requests a second, one in ten right after a click of that user, 99th percentile of the latency`, // prettier-ignore
      value: p99,
      unit: "ms",
      bar: { atMost: MOST_P99_MS },
      against: `median ${p50.toFixed(1)} ms; ${shares.join(", ")}; evenly, for ${OPEN_SECONDS} s, counted from when each was to be sent, clicks left out`,
      details: { p50, p99, ...freshness },
    },
    {
      what: "the same, share of the answers after a click that read it with the language model",
      value: (freshness["after a click: FRESH"] ?? 0) / clicks,
      unit: "x",
      bar: null,
      against: `${clicks} clicks; the others are ranked with what was read before, and are read for the next answer`,
    },
  ];
}
