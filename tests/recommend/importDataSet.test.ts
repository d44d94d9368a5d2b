import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { spaceId, type SpaceId } from "../../src/domain/spaceId.js";
import { openSource, type OpenSourceOptions } from "../../src/formats/openSource.js";
import type { SourceInteraction } from "../../src/formats/sourceInteraction.js";
import { importDataSet, type ImportOptions } from "../../src/recommend/importDataSet.js";
import type { ImportFault } from "../../src/recommend/importObserver.js";
import type { ImportProgress } from "../../src/recommend/importProgress.js";
import type { Database } from "../../src/store/database.js";
import { InteractionRepository } from "../../src/store/interactionRepository.js";
import { ItemRepository } from "../../src/store/itemRepository.js";
import { SpaceRepository } from "../../src/store/spaceRepository.js";
import { UserRepository } from "../../src/store/userRepository.js";
import { dataFolder } from "../formats/dataFolder.js";
import { testDatabase } from "../harness/testDatabase.js";

const HEADER = "userId,itemId,timestamp";
const UNIX = '{"name": "shop"}';
const ORDINAL = '{"name": "shop", "timestampKind": "ordinal"}';

let database: Database;
let spaces = 0;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** An empty space of its own for a test. */
async function newSpace(meanings = {}): Promise<SpaceId> {
  const id = spaceId(`s${++spaces}`);
  await new SpaceRepository(database).create(id, meanings);
  return id;
}

/** Imports files, and tells what the observer saw. */
async function importFiles(
  space: SpaceId,
  files: Readonly<Record<string, string | Buffer>>,
  { open = {}, ...options }: Partial<ImportOptions> & { open?: OpenSourceOptions } = {},
) {
  const seen = { faults: [] as ImportFault[], heldOut: [] as SourceInteraction[], progress: [] as ImportProgress[] };
  const dependencies = {
    spaces: new SpaceRepository(database),
    items: new ItemRepository(database),
    users: new UserRepository(database),
    interactions: new InteractionRepository(database),
    clock: () => 0,
  };
  const source = await openSource(dataFolder(files), open);
  const summary = await importDataSet(
    dependencies,
    source,
    { space, holdOut: "none", ...options },
    {
      onFault: (fault) => seen.faults.push(fault),
      onHeldOut: (event) => seen.heldOut.push(event),
      onProgress: (progress) => seen.progress.push(progress),
    },
  );
  return { summary, ...seen };
}

/** The whole log in its own order. */
async function logOf(space: SpaceId) {
  const rows = await new InteractionRepository(database).page(space, { first: 1_000_000 });
  return rows.toReversed();
}

const file = (rows: readonly string[], header = HEADER) => `${[header, ...rows].join("\n")}\n`;

describe("importDataSet()", () => {
  test("writes items, users and interactions, and tells what it wrote", async () => {
    const space = await newSpace();
    const { summary } = await importFiles(space, {
      "dataset.json": UNIX,
      "items.jsonl":
        '{"id": "a", "title": "Hat", "text": "Warm", "categories": ["Clothes"], "price": 9}\n{"id": "b"}\n',
      "users.jsonl": '{"id": "u", "age": 40}\n{"id": "idle"}\n',
      "interactions.csv": file(["u,a,100.25,view,", "v,b,101,rating,4"], `${HEADER},type,rating`),
    });
    expect(summary).toEqual({
      source: "shop",
      format: "sequitur",
      timestampKind: "unix",
      items: { read: 2, created: 2, updated: 0, faulty: 0, mentionedOnly: 0 },
      users: { read: 2, created: 2, updated: 0, faulty: 0 },
      interactions: { read: 2, added: 2, duplicates: 0, faulty: 0, heldOut: 0, itemDeleted: 0 },
      eventMeaningsAdded: {},
      seconds: 0,
      rowsPerSecond: 6,
    });
    const items = await new ItemRepository(database).page(space, { first: 10 });
    expect(items).toMatchObject([
      { id: "a", title: "Hat", text: "Warm", categories: ["Clothes"], attributes: { price: 9 } },
      { id: "b", title: "b" },
    ]);
    expect(await logOf(space)).toMatchObject([
      {
        userId: "u",
        itemId: "a",
        type: "view",
        value: null,
        occurredAt: new Date(100_250),
        dated: true,
        requestId: null,
      },
      { userId: "v", itemId: "b", type: "rating", value: 4, occurredAt: new Date(101_000), dated: true },
    ]);
  });

  test("adds nothing the second time, from wherever the same data set is read", async () => {
    const space = await newSpace();
    const rows = Array.from({ length: 300 }, (_, k) => `u${k % 7},i${k % 11},${1000 + (k % 40)}`);
    const items = '{"id": "i1", "title": "One"}\n';
    const first = await importFiles(space, {
      "dataset.json": UNIX,
      "items.jsonl": items,
      "interactions.csv": file(rows),
    });
    const before = await logOf(space);
    const again = await importFiles(space, {
      "dataset.json": UNIX,
      "items.jsonl.gz": items,
      "interactions.csv.gz": file(rows),
    });
    expect(first.summary.interactions).toMatchObject({ added: 300, duplicates: 0 });
    expect(again.summary.interactions).toMatchObject({ added: 0, duplicates: 300 });
    expect(again.summary.items).toMatchObject({ created: 0, updated: 1, mentionedOnly: 0 });
    expect(await logOf(space)).toEqual(before);
  });

  test("adds nothing if the same rows come in another order", async () => {
    const space = await newSpace();
    const rows = Array.from({ length: 500 }, (_, k) => `u${k % 5},i${k % 3},${k % 10}`);
    await importFiles(space, { "dataset.json": UNIX, "interactions.csv": file(rows) });
    const { summary } = await importFiles(space, { "dataset.json": UNIX, "interactions.csv": file(rows.toReversed()) });
    expect(summary.interactions).toMatchObject({ added: 0, duplicates: 500 });
  });

  test("keeps real repeats, and adds only those that are new when a longer file comes", async () => {
    const space = await newSpace();
    const rows = ["u,a,5", "u,b,5", "u,a,5", "u,a,5"];
    const first = await importFiles(space, { "dataset.json": UNIX, "interactions.csv": file(rows) });
    const longer = await importFiles(space, {
      "dataset.json": UNIX,
      "interactions.csv": file([...rows, "u,a,5", "u,a,6"]),
    });
    expect(first.summary.interactions).toMatchObject({ added: 4, duplicates: 0 });
    expect(longer.summary.interactions).toMatchObject({ added: 2, duplicates: 4 });
    expect((await logOf(space)).map(({ itemId }) => itemId)).toEqual(["a", "b", "a", "a", "a", "a"]);
  });

  test("takes equal events of two data sets for two events", async () => {
    const space = await newSpace();
    await importFiles(space, { "dataset.json": UNIX, "interactions.csv": file(["u,a,5"]) });
    const other = await importFiles(space, { "dataset.json": '{"name": "app"}', "interactions.csv": file(["u,a,5"]) });
    expect(other.summary.interactions).toMatchObject({ added: 1, duplicates: 0 });
  });

  test("keeps the file's order among equal times, over many batches", async () => {
    const space = await newSpace();
    const rows = Array.from({ length: 12_000 }, (_, k) => `u,i${(k * 7919) % 97},5`);
    await importFiles(space, { "dataset.json": UNIX, "interactions.csv": file(rows) });
    const itemsOfFile = rows.map((row) => row.split(",")[1]);
    expect((await logOf(space)).map(({ itemId }) => itemId)).toEqual(itemsOfFile);
  });

  test("keeps an ordinal log's order, and marks it as undated", async () => {
    const space = await newSpace();
    await importFiles(space, { "dataset.json": ORDINAL, "interactions.csv": file(["u,c,2", "u,a,0", "u,b,1"]) });
    expect((await logOf(space)).map(({ itemId, dated }) => [itemId, dated])).toEqual([
      ["a", false],
      ["b", false],
      ["c", false],
    ]);
  });

  test("makes items that are only mentioned, with their id as title, and leaves those that are there", async () => {
    const space = await newSpace();
    await new ItemRepository(database).upsert(space, [{ id: "old" as never, title: "Old hat", hidden: true }]);
    const { summary } = await importFiles(space, { "interactions.csv": file(["u,old,1", "u,new,2", "u,new,3"]) });
    expect(summary.items).toMatchObject({ read: 0, created: 0, mentionedOnly: 1 });
    expect(await new ItemRepository(database).page(space, { first: 10 })).toMatchObject([
      { id: "new", title: "new" },
      { id: "old", title: "Old hat", hidden: true },
    ]);
  });

  test("counts and reports each faulty row once, and imports the others", async () => {
    const space = await newSpace();
    const { summary, faults } = await importFiles(space, {
      "items.jsonl": '{"id": "a"}\nnonsense\n',
      "users.jsonl": '{"id": ""}\n{"id": "u"}\n',
      "interactions.csv": file(["u,a,1", "u,a,never", "u,a", "u,a,2"]),
    });
    expect(summary.items).toMatchObject({ read: 2, created: 1, faulty: 1 });
    expect(summary.users).toMatchObject({ read: 2, created: 1, faulty: 1 });
    expect(summary.interactions).toMatchObject({ read: 4, added: 2, faulty: 2 });
    expect(faults.map(({ file: name, line }) => `${name}:${line}`)).toEqual([
      "interactions.csv:3",
      "interactions.csv:4",
      "items.jsonl:2",
      "users.jsonl:1",
    ]);
  });

  test("counts several descriptions of one item as one item", async () => {
    const space = await newSpace();
    const { summary } = await importFiles(space, {
      "items.jsonl": '{"id": "a", "title": "First"}\n{"id": "a", "title": "Second"}\n',
      "interactions.csv": file(["u,a,1"]),
    });
    expect(summary.items).toMatchObject({ read: 2, created: 1 });
    expect(await new ItemRepository(database).page(space, { first: 10 })).toMatchObject([{ title: "Second" }]);
  });

  test("writes nothing of a data set whose log breaks off", async () => {
    const space = await newSpace();
    const { gzipSync } = await import("node:zlib");
    const whole = gzipSync(file(Array.from({ length: 20_000 }, (_, k) => `u${(k * 7919) % 1013},i${k % 101},${k}`)));
    const broken = { "items.jsonl": '{"id": "i1"}\n', "interactions.csv.gz": whole.subarray(0, whole.length / 2) };
    await expect(importFiles(space, broken)).rejects.toMatchObject({
      code: "BAD_DATA",
      message: expect.stringMatching(/interactions\.csv\.gz": it is truncated/),
    });
    expect(await new InteractionRepository(database).count(space)).toBe(0);
    expect(await new ItemRepository(database).page(space, { first: 1 })).toEqual([]);
  });

  test("refuses a log of which no row can be read, with the first fault", async () => {
    const space = await newSpace();
    const rows = ["u,a,1588687728923", "u,b,1588687728924"];
    await expect(importFiles(space, { "dataset.json": UNIX, "interactions.csv": file(rows) })).rejects.toMatchObject({
      code: "BAD_DATA",
      message: expect.stringMatching(
        /^Cannot import "shop": all 2 rows of its interactions are faulty, first interactions\.csv:2: .*looks like milliseconds$/,
      ),
    });
  });

  test("imports a log without rows", async () => {
    const { summary } = await importFiles(await newSpace(), { "interactions.csv": file([]) });
    expect(summary.interactions).toMatchObject({ read: 0, added: 0 });
  });

  test("refuses a space that there is not", async () => {
    await expect(importFiles(spaceId("absent"), { "interactions.csv": file([]) })).rejects.toMatchObject({
      code: "UNKNOWN_SPACE",
    });
  });

  test("adds the data set's meanings of event types that the space does not name", async () => {
    const space = await newSpace({ return: "IGNORED" });
    const { summary } = await importFiles(space, {
      "dataset.json": '{"eventMeanings": {"return": "NEGATIVE", "skip": "NEGATIVE"}}',
      "interactions.csv": file([]),
    });
    expect(summary.eventMeaningsAdded).toEqual({ skip: "NEGATIVE" });
    expect((await new SpaceRepository(database).find(space))?.eventMeanings).toEqual({
      return: "IGNORED",
      skip: "NEGATIVE",
    });
  });

  test("reports progress of each phase up to its end", async () => {
    const { progress } = await importFiles(await newSpace(), {
      "items.jsonl": '{"id": "a"}\n',
      "interactions.csv": file(Array.from({ length: 11_000 }, (_, k) => `u${k % 50},a,${k}`)),
    });
    const phases = [...new Set(progress.map(({ phase }) => phase))];
    expect(phases).toEqual(["SURVEY", "ITEMS", "USERS", "INTERACTIONS"]);
    for (const phase of phases) expect(progress.findLast((entry) => entry.phase === phase)?.share).toBe(1);
    expect(progress.filter(({ phase }) => phase === "INTERACTIONS")).toEqual([
      { phase: "INTERACTIONS", rows: 5000, share: 5000 / 11_000 },
      { phase: "INTERACTIONS", rows: 10_000, share: 10_000 / 11_000 },
      { phase: "INTERACTIONS", rows: 11_000, share: 1 },
    ]);
  });

  test("ends between two batches when it is told to, and completes when it is started again", async () => {
    const space = await newSpace();
    const files = {
      "dataset.json": UNIX,
      "interactions.csv": file(Array.from({ length: 16_000 }, (_, k) => `u${k % 50},a,${k}`)),
    };
    const controller = new AbortController();
    const dependencies = {
      spaces: new SpaceRepository(database),
      items: new ItemRepository(database),
      users: new UserRepository(database),
      interactions: new InteractionRepository(database),
      clock: () => 0,
    };
    const source = await openSource(dataFolder(files));
    const observer = {
      onFault: () => undefined,
      onHeldOut: () => undefined,
      onProgress: ({ phase, rows }: ImportProgress) => {
        if (phase === "INTERACTIONS" && rows === 5000) controller.abort();
      },
    };
    const options = { space, holdOut: "none", signal: controller.signal } as const;
    await expect(importDataSet(dependencies, source, options, observer)).rejects.toMatchObject({ code: "CANCELLED" });
    expect(await new InteractionRepository(database).count(space)).toBe(5000);
    const { summary } = await importFiles(space, files);
    expect(summary.interactions).toMatchObject({ added: 11_000, duplicates: 5000 });
  });
});

describe("importDataSet() with the last events held out", () => {
  const files = {
    "dataset.json": UNIX,
    "interactions.csv": file(
      [
        "u,a,5,view",
        "u,late,9,view",
        "u,b,6,view",
        "u,hidden,10,hide",
        "tied,a,5,view",
        "tied,b,5,view",
        "once,c,5,view",
        "twice,d,1,view",
        "twice,d,1,view",
      ],
      `${HEADER},type`,
    ),
  };

  test("keeps each user's last positive event out: by time, then by order, never the only one", async () => {
    const space = await newSpace();
    const { summary, heldOut } = await importFiles(space, files, { holdOut: "last" });
    expect(heldOut.map(({ userId, itemId, timestamp }) => [userId, itemId, timestamp])).toEqual([
      ["u", "late", 9000],
      ["tied", "b", 5000],
      ["twice", "d", 1000],
    ]);
    expect(summary.interactions).toMatchObject({ read: 9, added: 6, heldOut: 3 });
    const stored = (await logOf(space)).map(({ userId, itemId }) => `${userId} ${itemId}`);
    expect(stored.toSorted()).toEqual(["once c", "tied a", "twice d", "u a", "u b", "u hidden"]);
  });

  test("still makes the items of the held-out events, so that they can be recommended", async () => {
    const space = await newSpace();
    const { summary } = await importFiles(space, files, { holdOut: "last" });
    expect(summary.items.mentionedOnly).toBe(6);
    const items = await new ItemRepository(database).page(space, { first: 10 });
    expect(items.map(({ id }) => id)).toContain("late");
  });

  test("holds out the same again, and a later import without it adds just those", async () => {
    const space = await newSpace();
    await importFiles(space, files, { holdOut: "last" });
    const again = await importFiles(space, files, { holdOut: "last" });
    expect(again.summary.interactions).toMatchObject({ added: 0, duplicates: 6, heldOut: 3 });
    const whole = await importFiles(space, files);
    expect(whole.summary.interactions).toMatchObject({ added: 3, duplicates: 6, heldOut: 0 });
  });

  test("refuses a space whose log holds those events already", async () => {
    const space = await newSpace();
    await importFiles(space, files);
    await expect(importFiles(space, files, { holdOut: "last" })).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringMatching(
        /^Cannot hold out the last events in space "s\d+": its log holds that of user "u" already/,
      ),
    });
  });

  test("goes by the space's meaning of event types", async () => {
    const space = await newSpace({ view: "IGNORED", hide: "POSITIVE" });
    const { heldOut } = await importFiles(space, files, { holdOut: "last" });
    expect(heldOut).toEqual([]); // nobody has two positive events
  });

  test("counts no faulty row as an event", async () => {
    const rows = ["bad,row", "u,a,1", "u,b,never", "u,c,3", "u,d,2"];
    const { heldOut } = await importFiles(await newSpace(), { "interactions.csv": file(rows) }, { holdOut: "last" });
    expect(heldOut.map(({ itemId }) => itemId)).toEqual(["c"]);
  });
});
