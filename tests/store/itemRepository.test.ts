import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";

import { itemId } from "../../src/domain/itemId.js";
import { spaceId, type SpaceId } from "../../src/domain/spaceId.js";
import type { CatalogueEntry } from "../../src/store/catalogueEntry.js";
import type { Database } from "../../src/store/database.js";
import { InteractionRepository } from "../../src/store/interactionRepository.js";
import { ItemRepository } from "../../src/store/itemRepository.js";
import { SpaceRepository } from "../../src/store/spaceRepository.js";
import { testDatabase } from "../harness/testDatabase.js";
import { event } from "./event.js";

const [one, two, three] = [itemId("one"), itemId("two"), itemId("three")];

describe("ItemRepository", () => {
  let database: Database;
  let items: ItemRepository;
  let space: SpaceId;
  let spacesMade = 0;

  beforeAll(async () => {
    database = await testDatabase();
    items = new ItemRepository(database);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    space = spaceId(`space-${++spacesMade}`);
    await new SpaceRepository(database).create(space);
  });
  const find = async (id: typeof one) => (await items.findMany(space, [id])).get(id);
  const catalogue = async (since: bigint, options?: { withPopularity: boolean }) => {
    const entries: CatalogueEntry[] = [];
    for await (const batch of items.catalogue(space, since, options)) entries.push(...batch);
    return entries;
  };

  test("upsert() gives defaults to new items and keeps what is absent of known ones", async () => {
    const full = {
      id: one,
      title: "One",
      text: "A text",
      categories: ["a", 'quote " { } , \\'],
      attributes: { year: 1999, tags: ["x", "y"], good: true, name: "é" },
      createdAt: new Date("2001-02-03T04:05:06.789Z"),
      available: false,
      hidden: true,
    };
    expect(await items.upsert(space, [full, { id: two, title: "Two" }])).toEqual({
      created: 2,
      updated: 0,
      catalogueVersion: 1n,
    });
    expect(await find(one)).toEqual(full);
    expect(await find(two)).toEqual({
      id: two,
      title: "Two",
      text: "",
      categories: [],
      attributes: {},
      createdAt: expect.any(Date),
      available: true,
      hidden: false,
    });
    expect(await items.upsert(space, [{ id: one, title: "Uno", hidden: false }])).toMatchObject({
      created: 0,
      updated: 1,
    });
    expect(await find(one)).toEqual({ ...full, title: "Uno", hidden: false });
  });

  test("upsert() merges several writes of one id, the later winning field by field", async () => {
    const outcome = await items.upsert(space, [
      { id: one, title: "First", text: "kept" },
      { id: one, title: "Second", hidden: true },
    ]);
    expect(outcome.created).toBe(1);
    expect(await find(one)).toMatchObject({ title: "Second", text: "kept", hidden: true });
  });

  test("upsert() of nothing changes nothing; of an unknown space, or a value that cannot be stored, it is refused", async () => {
    expect(await items.upsert(space, [])).toEqual({ created: 0, updated: 0, catalogueVersion: 0n });
    const nowhere = items.upsert(spaceId("nowhere"), [{ id: one, title: "One" }]);
    await expect(nowhere).rejects.toMatchObject({ code: "UNKNOWN_SPACE" });
    for (const title of ["NUL \0", "half a pair \ud800"])
      await expect(items.upsert(space, [{ id: one, title }])).rejects.toMatchObject({ code: "BAD_INPUT" });
    expect(await catalogue(0n)).toEqual([]);
  });

  test("upserts of many writers at once get one version each, and count every item once", async () => {
    const ids = Array.from({ length: 40 }, (_, i) => itemId(`i${i}`));
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, writer) =>
        items.upsert(
          space,
          (writer % 2 ? ids : [...ids].reverse()).map((id) => ({ id, title: `by ${writer}` })),
        ),
      ),
    );
    const versions = outcomes.map(({ catalogueVersion }) => catalogueVersion).sort((x, y) => Number(x - y));
    expect(versions).toEqual(Array.from({ length: 12 }, (_, i) => BigInt(i + 1)));
    expect(outcomes.reduce((sum, { created }) => sum + created, 0)).toBe(ids.length);
    const titles = new Set((await items.page(space, { first: 100 })).map(({ title }) => title));
    expect(titles.size).toBe(1);
  });

  test("delete() empties items that were there, names them, and an upsert revives them as new", async () => {
    await items.upsert(space, [{ id: one, title: "One", text: "secret", createdAt: new Date(0), hidden: true }]);
    expect(await items.delete(space, [one, itemId("never"), one])).toEqual([one]);
    expect(await items.delete(space, [one])).toEqual([]);
    expect(await find(one)).toBeUndefined();
    expect(await items.page(space, { first: 10 })).toEqual([]);
    const rows = await database.prisma.item.findMany({ where: { spaceId: space } });
    expect(JSON.stringify(rows, (_, value: unknown) => (typeof value === "bigint" ? 0 : value))).not.toContain(
      "secret",
    );
    expect(await items.upsert(space, [{ id: one, title: "New" }])).toEqual({
      created: 1,
      updated: 0,
      catalogueVersion: 3n,
    });
    const revived = await find(one);
    expect(revived).toMatchObject({ title: "New", text: "", hidden: false });
    expect(revived?.createdAt.getTime()).toBeGreaterThan(0);
  });

  test("page() walks the catalogue in order of the ids' bytes", async () => {
    const ids = ["b", "B", "a", "Z", "é", "10", "9", "_", "😀"].map(itemId);
    await items.upsert(
      space,
      ids.map((id) => ({ id, title: id })),
    );
    const walked: string[] = [];
    let page = await items.page(space, { first: 2 });
    while (page.length > 0) {
      walked.push(...page.map(({ id }) => id));
      page = await items.page(space, { first: 2, after: page.at(-1)?.id });
    }
    expect(walked).toEqual(ids.map(String).sort((x, y) => Buffer.compare(Buffer.from(x), Buffer.from(y))));
  });

  test("catalogue() gives everything, or what was written since a version with what was deleted", async () => {
    await items.upsert(space, [
      { id: one, title: "One", categories: ["a"], createdAt: new Date(123_456) },
      { id: two, title: "Two", hidden: true },
      { id: three, title: "Three", available: false },
    ]);
    const recommendable = async (since: bigint) =>
      (await catalogue(since)).map((entry) => [entry.id as string, entry.recommendable]);
    expect((await catalogue(0n))[0]).toEqual({
      id: one,
      title: "One",
      categories: ["a"],
      recommendable: true,
      createdAtMs: 123_456,
      version: 1n,
      popularity: 0,
    });
    expect(await recommendable(0n)).toEqual([
      ["one", true],
      ["three", false],
      ["two", false],
    ]);
    await items.delete(space, [one]);
    await items.upsert(space, [{ id: two, title: "Two", hidden: false }]);
    expect(await recommendable(0n)).toEqual([
      ["three", false],
      ["two", true],
    ]);
    expect(await recommendable(1n)).toEqual([
      ["one", false],
      ["two", true],
    ]);
    expect(await recommendable(3n)).toEqual([]);
  });

  test("catalogue() counts positive events, as the space means them", async () => {
    await new SpaceRepository(database).setEventMeanings(space, { skip: "NEGATIVE", hide: "POSITIVE" });
    await items.upsert(space, [
      { id: one, title: "One" },
      { id: two, title: "Two" },
    ]);
    const types = ["view", "view", "skip", "dislike", "hide", "purchase"];
    const events = types.map((type, i) => event(`e${i}`, "ann", "one", { type }));
    await new InteractionRepository(database).log(space, events);
    const counted = await catalogue(0n, { withPopularity: true });
    expect(counted.map(({ popularity }) => popularity)).toEqual([4, 0]);
  });

  test("catalogue() is read in batches, and gives its connection back when the reader stops", async () => {
    const many = Array.from({ length: 5_001 }, (_, i) => ({ id: itemId(`i${i}`), title: "x" }));
    await items.upsert(space, many);
    const sizes: number[] = [];
    for await (const batch of items.catalogue(space, 0n)) sizes.push(batch.length);
    expect(sizes).toEqual([5_000, 1]);
    for await (const batch of items.catalogue(space, 0n)) if (batch.length > 0) break;
    expect(database.pool.totalCount - database.pool.idleCount).toBe(0);
  });
});
