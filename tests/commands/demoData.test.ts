import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

import { describe, expect, test } from "@jest/globals";

import { DEMO_GENRES } from "../../src/commands/demo/demoGenres.js";
import { makeDemoCatalogue } from "../../src/commands/demo/makeDemoCatalogue.js";
import { makeDemoLog, type DemoEvent } from "../../src/commands/demo/makeDemoLog.js";
import { nextDemoChances } from "../../src/commands/demo/nextDemoChances.js";
import { oracleNdcgAt10 } from "../../src/commands/demo/oracleNdcgAt10.js";
import { writeDemoData } from "../../src/commands/demo/writeDemoData.js";
import { InteractionLogBuilder } from "../../src/ml/data/interactionLogBuilder.js";
import { seededRandom } from "../../src/ml/data/seededRandom.js";
import { splitLeaveLastOut } from "../../src/ml/data/splitLeaveLastOut.js";
import { evaluateModel } from "../../src/ml/evaluate/evaluateModel.js";
import { fitMarkov } from "../../src/ml/models/fitMarkov.js";
import { fitPopular } from "../../src/ml/models/fitPopular.js";

const catalogue = makeDemoCatalogue(seededRandom("demo").fork("catalogue"));
const events = makeDemoLog(catalogue, seededRandom("demo").fork("log"));
const itemById = new Map(catalogue.items.map((item) => [item.id, item]));
const byUser = groupedBy(({ userId }) => userId);

function groupedBy(key: (event: DemoEvent) => string): Map<string, DemoEvent[]> {
  const groups = new Map<string, DemoEvent[]>();
  for (const event of events) {
    const group = groups.get(key(event));
    if (group === undefined) groups.set(key(event), [event]);
    else group.push(event);
  }
  return groups;
}

describe("makeDemoCatalogue()", () => {
  test("makes 1,200 to 2,000 items with titles and ids that are unique", () => {
    expect(catalogue.items.length).toBeGreaterThanOrEqual(1200);
    expect(catalogue.items.length).toBeLessThanOrEqual(2000);
    expect(new Set(catalogue.items.map(({ title }) => title)).size).toBe(catalogue.items.length);
    expect(new Set(catalogue.items.map(({ id }) => id)).size).toBe(catalogue.items.length);
  });

  test("numbers the parts of a series in order, in one genre and one medium", () => {
    for (const { name, genre, parts } of catalogue.series) {
      const items = parts.map((part) => catalogue.items[part]!);
      expect(items.map(({ attributes }) => attributes["part"])).toEqual(items.map((_item, index) => index + 1));
      expect(items.every(({ attributes }) => attributes["series"] === name)).toBe(true);
      expect(new Set(items.map(({ categories }) => categories.join("/"))).size).toBe(1);
      expect(items[0]!.categories[0]).toBe(DEMO_GENRES[genre]!.name);
    }
  });

  test("gives the same catalogue for the same seed and another for another", () => {
    expect(makeDemoCatalogue(seededRandom("demo").fork("catalogue"))).toEqual(catalogue);
    expect(makeDemoCatalogue(seededRandom("other").fork("catalogue"))).not.toEqual(catalogue);
  });
});

describe("makeDemoLog()", () => {
  test("makes 3,000 users and 40,000 to 60,000 events", () => {
    expect(byUser.size).toBe(3000);
    expect(events.length).toBeGreaterThanOrEqual(40_000);
    expect(events.length).toBeLessThanOrEqual(60_000);
  });

  test("gives a user the same events for the same seed, whoever else there is", () => {
    const some = makeDemoLog(catalogue, seededRandom("demo").fork("log"), { users: 100 });
    expect(some).toEqual(events.slice(0, some.length));
  });

  test("moves every user forward in time and never to an item twice", () => {
    for (const own of byUser.values()) {
      const times = own.map(({ occurredAtMs }) => occurredAtMs);
      expect(times.slice(1).every((time, index) => time > times[index]!)).toBe(true);
      expect(new Set(own.map(({ itemId }) => itemId)).size).toBe(own.length);
    }
  });

  test("takes each series part after part, with no part skipped", () => {
    const skips = [...byUser.values()].flatMap((own) => {
      const lastPart = new Map<unknown, number>();
      return own.filter(({ itemId }) => {
        const { series, part } = itemById.get(itemId)!.attributes;
        if (series === undefined) return false;
        const expected = (lastPart.get(series) ?? 0) + 1;
        lastPart.set(series, expected);
        return part !== expected;
      });
    });
    expect(skips).toEqual([]);
  });

  test("interleaves two series, so that the next item rarely belongs to the series of the last", () => {
    const series = ({ itemId }: DemoEvent) => itemById.get(itemId)!.attributes["series"];
    const steps = [...byUser.values()].flatMap((own) =>
      own.slice(1).map((event, index) => [own[index]!, event] as const),
    );
    const sameSeries = steps.filter(
      ([before, after]) => series(before) === series(after) && series(after) !== undefined,
    );
    expect(sameSeries.length / steps.length).toBeLessThan(0.2);
  });

  test("lets fame fall with rank: the tenth most taken items hold at least a quarter of the log", () => {
    const counts = [...groupedBy(({ itemId }) => itemId).values()].map(({ length }) => length);
    counts.sort((left, right) => right - left);
    const famous = counts.slice(0, catalogue.items.length / 10).reduce((sum, count) => sum + count, 0);
    expect(famous / events.length).toBeGreaterThan(0.25);
  });
});

describe("the order in the demo's log", () => {
  test("lifts a Markov chain far above popularity, and leaves it far below the oracle", async () => {
    const builder = new InteractionLogBuilder();
    for (const { userId, itemId, occurredAtMs } of events) builder.add(userId, itemId, occurredAtMs);
    const split = splitLeaveLastOut(builder.build(), { filter: "none" });
    const itemCount = split.itemIds.length;
    const popular = await evaluateModel(fitPopular(split.train, itemCount), split, "test");
    const markov = await evaluateModel(fitMarkov(split.train, itemCount), split, "test");
    expect(markov.full["NDCG@10"]).toBeGreaterThan(3 * popular.full["NDCG@10"]);
    expect(oracleNdcgAt10(events, 0)).toBeGreaterThan(3 * markov.full["NDCG@10"]);
  });
});

describe("nextDemoChances()", () => {
  test("gives chances that add up to 1, for a beginner and for a reader of two series", () => {
    const beginner = {
      genre: 0,
      slots: [
        { series: null, nextPart: 0 },
        { series: null, nextPart: 0 },
      ],
      lastSlot: 0,
      taken: new Set<number>(),
      begun: new Set<number>(),
    } as const;
    const reader = {
      ...beginner,
      slots: [
        { series: 0, nextPart: 2 },
        { series: 1, nextPart: 1 },
      ],
      begun: new Set([0, 1]),
    } as const;
    for (const walk of [beginner, reader]) {
      const chances = nextDemoChances(catalogue, walk, 0);
      expect(chances.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 10); // float64 sums
    }
    const likeliest = nextDemoChances(catalogue, reader, 0).toSorted((a, b) => b.probability - a.probability)[0]!;
    expect(likeliest.item).toBe(catalogue.series[1]!.parts[1]);
  });
});

describe("oracleNdcgAt10()", () => {
  const event = (userId: string, oracleRank: number): DemoEvent => ({
    userId,
    itemId: "x",
    occurredAtMs: 0,
    oracleRank,
  });

  test("counts the chosen event of every user: 1 at the top, nothing from place ten on", () => {
    const log = [event("a", 3), event("a", 0), event("b", 0), event("b", 10)];
    expect(oracleNdcgAt10(log, 0)).toBe(0.5);
    expect(oracleNdcgAt10(log, 1)).toBeCloseTo((1 / Math.log2(5) + 1) / 2, 12); // float64
  });

  test("is between .75 and .85 on the demo: much can be known, not all", () => {
    expect(oracleNdcgAt10(events, 0)).toBeGreaterThan(0.75);
    expect(oracleNdcgAt10(events, 0)).toBeLessThan(0.85);
  });
});

describe("writeDemoData()", () => {
  test("writes the project's own folder format", async () => {
    const folder = await mkdtemp(join(tmpdir(), "sequitur-demo-data-"));
    try {
      await writeDemoData(folder, catalogue, events.slice(0, 2));
      const items = gunzipSync(await readFile(join(folder, "items.jsonl.gz")))
        .toString()
        .trimEnd()
        .split("\n");
      expect(items.map((line) => JSON.parse(line) as unknown)).toEqual(catalogue.items);
      const [header, first, ...rest] = gunzipSync(await readFile(join(folder, "interactions.csv.gz")))
        .toString()
        .trimEnd()
        .split("\n");
      expect(header).toBe("userId,itemId,timestamp,type");
      expect(first).toBe(`${events[0]!.userId},${events[0]!.itemId},${events[0]!.occurredAtMs / 1000},finish`);
      expect(rest).toHaveLength(1);
      expect(JSON.parse(await readFile(join(folder, "dataset.json"), "utf8"))).toMatchObject({ timestampKind: "unix" });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
