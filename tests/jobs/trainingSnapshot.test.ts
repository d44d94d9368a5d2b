import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";

import type { Interaction } from "../../src/domain/interaction.js";
import { itemId } from "../../src/domain/itemId.js";
import type { SpaceId } from "../../src/domain/spaceId.js";
import { userId } from "../../src/domain/userId.js";
import { openSource } from "../../src/formats/openSource.js";
import type { SourceRow } from "../../src/formats/sourceRow.js";
import { writeTrainingSnapshot } from "../../src/jobs/trainingSnapshot.js";
import type { Database } from "../../src/store/database.js";
import { InteractionRepository } from "../../src/store/interactionRepository.js";
import { ItemRepository } from "../../src/store/itemRepository.js";
import { SpaceRepository } from "../../src/store/spaceRepository.js";
import { testDatabase } from "../harness/testDatabase.js";

jest.setTimeout(120_000); // processes and databases take their time to start on a busy machine

const TRICKY = 'a,"b" c\u2028';

let database: Database;
let interactions: InteractionRepository;
let items: ItemRepository;
let home: string;

beforeAll(async () => {
  database = await testDatabase();
  interactions = new InteractionRepository(database);
  items = new ItemRepository(database);
  home = await mkdtemp(join(tmpdir(), "sequitur-snapshot-"));
});

afterAll(async () => {
  await database.close();
  await rm(home, { recursive: true, force: true });
});

async function makeSpace(name: string): Promise<SpaceId> {
  const { id } = await new SpaceRepository(database).create(name as SpaceId);
  const ids = [TRICKY, "plain", "deleted"].map(itemId);
  const written = { title: 'Title, "quoted"', text: "two\nlines", categories: ["x, y"], attributes: { price: 1.5 } };
  await items.upsert(
    id,
    ids.map((item) => ({ id: item, ...written })),
  );
  return id;
}

function event(number: number, part: Partial<Interaction>): Interaction {
  return {
    ...{ eventId: `event-${number}`, userId: userId("u"), itemId: itemId("plain"), type: "view", value: null },
    ...{ occurredAt: new Date(1_000_000_000_123 + number), dated: true, requestId: null },
    ...part,
  };
}

function snapshot(space: SpaceId, signal = new AbortController().signal, knownItems?: ReadonlySet<string>) {
  const folder = join(home, space, "run");
  const eventMeanings = { view: "POSITIVE" } as const;
  return writeTrainingSnapshot({ interactions, space, eventMeanings, folder, signal, knownItems });
}

async function valuesOf<T>(rows: AsyncIterable<SourceRow<T>>): Promise<T[]> {
  const values: T[] = [];
  for await (const row of rows) {
    if (!row.ok) throw new Error(row.reason);
    values.push(row.value);
  }
  return values;
}

describe("writeTrainingSnapshot()", () => {
  test("writes what our own reader reads back: ids, order, milliseconds, types, values, items", async () => {
    const space = await makeSpace("whole");
    const events = [
      event(3, { userId: userId(TRICKY), itemId: itemId(TRICKY), type: "a,b", value: -0.25 }),
      event(2, {}),
      event(1, { occurredAt: new Date(1_000_000_000_125) }),
      event(4, { itemId: itemId("deleted") }),
    ];
    await interactions.log(space, events);
    await items.delete(space, [itemId("deleted")]);
    const summary = await snapshot(space);
    expect(summary).toMatchObject({
      items: 2,
      interactions: 3,
      cutOff: { lastSequence: expect.any(String) as unknown },
    });

    const source = await openSource(join(home, space, "run"), { format: "sequitur" });
    expect(source).toMatchObject({ name: "whole", timestampKind: "unix", eventMeanings: { view: "POSITIVE" } });
    expect(source.cutOff).toBe(summary.cutOff.takenAt);
    expect(await valuesOf(source.interactions())).toEqual([
      { userId: TRICKY, itemId: TRICKY, timestamp: 1_000_000_000_126, type: "a,b", value: -0.25 },
      { userId: "u", itemId: "plain", timestamp: 1_000_000_000_125, type: "view", value: null },
      { userId: "u", itemId: "plain", timestamp: 1_000_000_000_125, type: "view", value: null },
    ]);
    const written = { title: 'Title, "quoted"', text: "two\nlines", categories: ["x, y"], attributes: { price: 1.5 } };
    expect(await valuesOf(source.items())).toEqual([TRICKY, "plain"].map((id) => ({ id, ...written })));
    expect(existsSync(join(home, space, "run.partial"))).toBe(false);
  });

  test("makes an order without dates of a log in which any event has none", async () => {
    const space = await makeSpace("undated");
    await interactions.log(space, [
      event(1, { occurredAt: new Date(7), dated: false }),
      event(2, { occurredAt: new Date(5), dated: false }),
      event(3, { userId: userId("first") }),
    ]);
    expect(await snapshot(space)).toMatchObject({ interactions: 3 });
    const source = await openSource(join(home, space, "run"));
    expect(source.timestampKind).toBe("ordinal");
    const read = await valuesOf(source.interactions());
    expect(read.map(({ timestamp }) => timestamp)).toEqual([1_000_000_000_126, 5, 7]);
  });

  test("replaces what is there, also what was half written", async () => {
    const space = await makeSpace("again");
    await interactions.log(space, [event(1, {})]);
    for (const name of ["run", "run.partial"]) {
      await mkdir(join(home, space, name), { recursive: true });
      await writeFile(join(home, space, name, "old"), "");
    }
    await snapshot(space);
    expect(existsSync(join(home, space, "run", "old"))).toBe(false);
    expect(JSON.parse(await readFile(join(home, space, "run", "dataset.json"), "utf8"))).toMatchObject({
      name: "again",
      cutOff: { takenAt: expect.stringMatching(/^\d{4}-/) as unknown },
    });
  });

  test("leaves nothing when it is stopped, its folder taken away, or the space gone", async () => {
    const space = await makeSpace("stopped");
    await interactions.log(space, [event(1, {})]);
    const reason = new Error("enough");
    await expect(snapshot(space, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(existsSync(join(home, space, "run"))).toBe(false);
    expect(existsSync(join(home, space, "run.partial"))).toBe(false);
    await expect(snapshot("nowhere" as SpaceId)).rejects.toMatchObject({ code: "UNKNOWN_SPACE" });
  });

  test("leaves out what is not known, and says how much that was", async () => {
    const space = await makeSpace("known");
    await interactions.log(
      space,
      ["plain", "deleted", TRICKY, "plain", TRICKY].map((id, number) => event(number, { itemId: itemId(id) })),
    );
    await items.delete(space, [itemId("deleted")]);
    const summary = await snapshot(space, undefined, new Set(["plain", "gone"]));
    expect(summary).toMatchObject({ items: 1, interactions: 2, unknown: { items: 1, interactions: 2 } });
    const source = await openSource(join(home, space, "run"), { format: "sequitur" });
    expect((await valuesOf(source.items())).map(({ id }) => id)).toEqual(["plain"]);
    expect((await valuesOf(source.interactions())).map((row) => row.itemId)).toEqual(["plain", "plain"]);
    expect(await snapshot(space)).not.toHaveProperty("unknown");
  });
});
