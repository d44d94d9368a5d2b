import { seededRandom, type Random } from "../../src/ml/data/seededRandom.js";
import { openSasrecModel } from "../../src/ml/models/openSasrecModel.js";
import { Ranker } from "../../src/ml/serve/ranker.js";
import type { RankRequest } from "../../src/ml/serve/rankRequest.js";
import { sasrecContent } from "../../src/ml/train/sasrecContent.js";
import type { BenchCase, BenchRow } from "../harness/benchCase.js";
import { inTurn } from "../harness/inTurn.js";
import { quantile } from "../harness/quantile.js";
import { generatedCategories } from "../serving/generatedCategories.js";
import { generatedItemId } from "../serving/generatedItemId.js";
import { naiveTop, type NaiveCatalogue } from "../serving/naiveTop.js";
import { PAGE_SIZE } from "../serving/pageSize.js";
import { randomNetwork } from "../serving/randomNetwork.js";
import { sampleInts } from "../serving/sampleInts.js";
import { SILENT_LOG } from "../serving/silentLog.js";
import { spanMs } from "../serving/spanMs.js";

const FEW_ITEMS = 3_000;
const CHECKS = 200;
/** Each size with its bar; fewer rounds where the naive version takes seconds. */
const SIZES = [
  { items: 17_000, mostMs: 1, rounds: 200, checks: 200 },
  { items: 100_000, mostMs: 5, rounds: 50, checks: 50 },
  { items: 1_000_000, mostMs: 40, rounds: 11, checks: 10 },
] as const;
const HISTORY_LENGTH = 50;
const MOST_EXCLUDED = 300;
const MOST_CATEGORIES = 4;
const CATEGORY_ITEMS = 24;
/** One in so many items is hidden. */
const HIDDEN = 50;

/** Exact choice of the best. */
export const TOP_K: BenchCase = {
  name: "top-k",
  title: "Top 20 of a catalogue with seen and category filter, one request, history to answer",
  async check() {
    await withRanker(FEW_ITEMS, (ranked) => checkIdentical(ranked, CHECKS));
  },
  async measure({ say }): Promise<readonly BenchRow[]> {
    const rows: BenchRow[] = [];
    for (const size of SIZES) {
      say(`top-k: ${size.items} items`);
      rows.push(await withRanker(size.items, (ranked) => measureSize(ranked, size)));
    }
    return rows;
  },
};

/** A ranker beside what it ranks. */
interface Ranked extends NaiveCatalogue {
  readonly ranker: Ranker;
}

async function withRanker<Result>(items: number, use: (ranked: Ranked) => Promise<Result>): Promise<Result> {
  const { config, parameters } = randomNetwork(items);
  const { kind, width, maxLength: window } = config;
  const content = sasrecContent(config, parameters);
  const model = await openSasrecModel({ kind, ...content, width, window }, { threads: 1 });
  const itemIds = Array.from({ length: items }, (_, number) => generatedItemId(number));
  const ranker = new Ranker({ model, itemIds, popularity: new Float32Array(items + 1) }, SILENT_LOG);
  const entries = itemIds.map((id, number) => ({
    id,
    title: id,
    categories: generatedCategories(number),
    recommendable: number % HIDDEN !== 0,
    createdAtMs: number,
    popularity: 0,
  }));
  ranker.apply(entries);
  try {
    return await use({ ranker, model, entries, rowOf: new Map(itemIds.map((id, index) => [id, index + 1])) });
  } finally {
    await model.close();
  }
}

async function checkIdentical(ranked: Ranked, checks: number): Promise<void> {
  const random = seededRandom("checked requests");
  for (let check = 0; check < checks; check++) {
    const request = drawRequest(random, ranked.entries.length);
    const { items } = await ranked.ranker.rank(request);
    const expected = await naiveTop(ranked, request);
    const isEqual = ({ itemId, score }: (typeof expected)[number], place: number): boolean =>
      items[place]?.itemId === itemId && items[place].score === score;
    if (items.length !== expected.length || !expected.every(isEqual))
      throw new Error(`Cannot trust the top of ${ranked.entries.length} items: request ${check} differs from the sorted list`); // prettier-ignore
  }
}

/** Any filter. */
function drawRequest(random: Random, items: number): RankRequest {
  const excluded = sampleInts(random, random.int(MOST_EXCLUDED), items);
  const categories = drawCategories(random);
  return {
    history: sampleInts(random, 1 + random.int(HISTORY_LENGTH), items).map(generatedItemId),
    exclude: excluded.map(generatedItemId),
    ...(random.int(3) > 0 && { categories }),
    ...(random.int(3) === 0 && { excludeCategories: drawCategories(random) }),
    limit: 1 + random.int(2 * PAGE_SIZE),
  };
}

function drawCategories(random: Random): string[] {
  const numbers = sampleInts(random, 1 + random.int(MOST_CATEGORIES), CATEGORY_ITEMS);
  return numbers.flatMap((number) => generatedCategories(number)).slice(0, MOST_CATEGORIES);
}

/** The request of the bar: what was seen is left out, and one or a few categories are wanted. */
function measuredRequest(random: Random, items: number): RankRequest {
  const history = sampleInts(random, HISTORY_LENGTH, items).map(generatedItemId);
  return { history, exclude: history, categories: drawCategories(random), limit: PAGE_SIZE };
}

async function measureSize(
  ranked: Ranked,
  { items, mostMs, rounds, checks }: (typeof SIZES)[number],
): Promise<BenchRow> {
  await checkIdentical(ranked, checks);
  const timed = (rank: (request: RankRequest) => Promise<unknown>) => {
    const random = seededRandom("measured requests"); // for each its own: both get the same requests
    return () => {
      const request = measuredRequest(random, items);
      return spanMs(() => rank(request));
    };
  };
  const { ours, theirs } = await inTurn(
    rounds,
    timed((request) => ranked.ranker.rank(request)),
    timed((request) => naiveTop(ranked, request)),
  );
  const [p50, naive] = [quantile(ours, 0.5), quantile(theirs, 0.5)];
  return {
    what: `top 20 of ${items.toLocaleString("en")} items, seen and category filter, median`,
    value: p50,
    unit: "ms",
    bar: { atMost: mostMs },
    against: `the same scores, filtered and sorted whole: ${naive.toFixed(1)} ms, ${rounds} rounds in turn; identical on ${checks} requests`,
    details: { p50, p99: quantile(ours, 0.99), naive },
  };
}
