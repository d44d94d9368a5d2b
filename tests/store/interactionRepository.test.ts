import { randomBytes } from "node:crypto";

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";

import type { Interaction } from "../../src/domain/interaction.js";
import { itemId } from "../../src/domain/itemId.js";
import { spaceId, type SpaceId } from "../../src/domain/spaceId.js";
import { userId } from "../../src/domain/userId.js";
import type { Database } from "../../src/store/database.js";
import { InteractionRepository } from "../../src/store/interactionRepository.js";
import { ItemRepository } from "../../src/store/itemRepository.js";
import { SpaceRepository } from "../../src/store/spaceRepository.js";
import { UserRepository } from "../../src/store/userRepository.js";
import { testDatabase } from "../harness/testDatabase.js";
import { event } from "./event.js";

const ann = userId("ann");

describe("InteractionRepository", () => {
  let database: Database;
  let log: InteractionRepository;
  let users: UserRepository;
  let space: SpaceId;
  let spacesMade = 0;

  beforeAll(async () => {
    database = await testDatabase();
    log = new InteractionRepository(database);
    users = new UserRepository(database);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    space = spaceId(`space-${++spacesMade}`);
    await new SpaceRepository(database).create(space);
    const items = Array.from({ length: 20 }, (_, i) => ({ id: itemId(`i${i}`), title: `Item ${i}` }));
    await new ItemRepository(database).upsert(space, items);
  });
  const itemsOf = async (atVersion?: bigint) =>
    (await log.history(space, ann, { limit: 100, atVersion })).map((entry) => entry.itemId as string);
  const versionOf = async (id: string) => (await users.find(space, userId(id)))?.historyVersion;

  test("log() adds events, makes their users, and says what became of each in their order", async () => {
    const outcomes = await log.log(space, [
      event("e1", "ann", "i1"),
      event("e2", "bob", "nothing"),
      event("e1", "ann", "i1"),
      event("e3", "ann", "i2", { seconds: 1 }),
    ]);
    expect(outcomes).toEqual(["LOGGED", "UNKNOWN_ITEM", "DUPLICATE", "LOGGED"]);
    const same = event("e4", "ann", "i3", { seconds: 2 });
    const other = { ...same, itemId: itemId("i4") };
    expect(await log.log(space, [same, same, other])).toEqual(["LOGGED", "DUPLICATE", "ALTERED_DUPLICATE"]);
    expect(await itemsOf()).toEqual(["i1", "i2", "i3"]);
    expect(await users.find(space, userId("bob"))).toBeNull();
    expect(await log.count(space)).toBe(3);
  });

  test("log() keeps every field, dates of the year 9999 to the millisecond", async () => {
    const full: Interaction = {
      ...event("full", "ann", "i1", { type: "rating" }),
      value: 4.5,
      occurredAt: new Date("9999-12-31T23:59:59.999Z"),
      dated: false,
      requestId: "r1",
    };
    await log.log(space, [full]);
    expect(await log.page(space, { first: 5 })).toEqual([{ ...full, sequence: expect.any(BigInt) }]);
    const { itemId: item, type, value, occurredAt, dated } = full;
    expect(await log.history(space, ann, { limit: 5 })).toEqual([{ itemId: item, type, value, occurredAt, dated }]);
  });

  test("log() of an event that is known changes nothing, whatever else it says now", async () => {
    await log.log(space, [event("e1", "ann", "i1")]);
    const others = [
      event("e1", "bob", "i1"),
      event("e1", "ann", "i2"),
      event("e1", "ann", "i1", { type: "buy" }),
      { ...event("e1", "ann", "i1"), value: 0 },
    ];
    for (const other of others) expect(await log.log(space, [other])).toEqual(["ALTERED_DUPLICATE"]);
    expect(await log.log(space, [event("e1", "bob", "i1"), event("e1", "ann", "i1", { seconds: 9 })])).toEqual([
      "ALTERED_DUPLICATE",
      "DUPLICATE",
    ]);
    expect(await log.log(space, [event("e1", "ann", "nothing")])).toEqual(["ALTERED_DUPLICATE"]);
    expect(await log.importBatch(space, others)).toEqual({ added: 0, duplicates: others.length, unknownItems: 0 });
    expect(await log.count(space)).toBe(1);
    expect(await versionOf("ann")).toBe(1n);
    expect(await versionOf("bob")).toBe(0n);
  });

  test("log() of a known event whose item was deleted since is a duplicate, not a refusal", async () => {
    await log.log(space, [event("e1", "ann", "i1")]);
    await new ItemRepository(database).delete(space, [itemId("i1")]);
    expect(await log.log(space, [event("e1", "ann", "i1"), event("e2", "ann", "i1")])).toEqual([
      "DUPLICATE",
      "UNKNOWN_ITEM",
    ]);
    expect(await itemsOf()).toEqual(["i1"]);
  });

  test("log() raises a user's version by one for each batch that added something", async () => {
    await log.log(space, [event("e1", "ann", "i1"), event("e2", "ann", "i2"), event("e3", "bob", "i1")]);
    await log.log(space, [event("e4", "ann", "i3"), event("e3", "bob", "i1")]);
    expect([await versionOf("ann"), await versionOf("bob")]).toEqual([2n, 1n]);
  });

  test("log() adds an event once however many send it at once, and every version has its writer", async () => {
    const writers = 16;
    const events = (writer: number) => [
      ...Array.from({ length: 10 }, (_, i) => event(`shared-${i}`, i % 2 ? "ann" : "bob", `i${i}`)),
      event(`own-${writer}`, writer % 2 ? "ann" : "bob", "i11"),
    ];
    const outcomes = await Promise.all(
      Array.from({ length: writers }, (_, writer) =>
        log.log(space, writer % 3 ? events(writer) : events(writer).reverse()),
      ),
    );
    expect(outcomes.flat().filter((outcome) => outcome === "LOGGED")).toHaveLength(10 + writers);
    expect(await log.count(space)).toBe(10 + writers);
    // Every batch adds for the user of its own event, and the first one, with the shared events, for the other user as well.
    expect(((await versionOf("ann")) ?? 0n) + ((await versionOf("bob")) ?? 0n)).toBe(BigInt(writers + 1));
  });

  test("log() survives the same event ids under different users in opposite orders", async () => {
    const ids = Array.from({ length: 40 }, (_, i) => `e${i}`);
    const batches = Array.from({ length: 12 }, (_, writer) =>
      (writer % 2 ? ids : [...ids].reverse()).map((id) => event(id, `user-${writer}`, "i1")),
    );
    const outcomes = await Promise.all(batches.map((batch) => log.log(space, batch)));
    expect(outcomes.flat().filter((outcome) => outcome === "LOGGED")).toHaveLength(ids.length);
    expect(await log.count(space)).toBe(ids.length);
  });

  test("log() while the user is deleted again and again never fails, and never loses its place in the versions", async () => {
    let rounds = 0;
    const seen: bigint[] = [];
    const deleting = (async () => {
      for (; rounds < 20; rounds++) await users.delete(space, ann);
    })();
    for (let i = 0; rounds < 20 || i < 5; i++) {
      expect(await log.log(space, [event(`e${i}`, "ann", "i1")])).toEqual(["LOGGED"]);
      const version = await versionOf("ann");
      if (version !== undefined && version > 0n) seen.push(version);
    }
    await deleting;
    expect(seen).toEqual([...new Set(seen)].sort((x, y) => Number(x - y)));
  });

  test("history() is ordered by time, ties by arrival, and holds the newest when limited", async () => {
    await log.log(space, [
      event("e1", "ann", "i1", { seconds: 5 }),
      event("e2", "ann", "i2", { seconds: 5 }),
      event("e3", "ann", "i3", { seconds: 1 }),
    ]);
    await log.log(space, [event("e4", "ann", "i4", { seconds: 5 })]);
    expect(await itemsOf()).toEqual(["i3", "i1", "i2", "i4"]);
    expect((await log.history(space, ann, { limit: 2 })).map((entry) => entry.itemId)).toEqual(["i2", "i4"]);
    expect(await log.history(space, userId("nobody"), { limit: 2 })).toEqual([]);
  });

  test("history() at a version is what it was then, whatever was logged since, backdated too", async () => {
    await log.log(space, [event("e1", "ann", "i1", { seconds: 10 })]);
    await log.log(space, [event("e2", "ann", "i2", { seconds: 5 })]);
    await log.log(space, [event("e3", "ann", "i3", { seconds: 20 })]);
    expect(await itemsOf(0n)).toEqual([]);
    expect(await itemsOf(1n)).toEqual(["i1"]);
    expect(await itemsOf(2n)).toEqual(["i2", "i1"]);
    expect(await itemsOf(3n)).toEqual(["i2", "i1", "i3"]);
  });

  test("history() at a version that was seen never changes, while others write", async () => {
    const writing = Promise.all(
      Array.from({ length: 30 }, (_, i) => log.log(space, [event(`e${i}`, "ann", `i${i % 20}`, { seconds: 100 - i })])),
    );
    const seen = new Map<bigint, string[]>();
    for (let round = 0; round < 30; round++) {
      const version = (await versionOf("ann")) ?? 0n;
      seen.set(version, await itemsOf(version));
    }
    await writing;
    for (const [version, items] of seen) {
      expect(items).toHaveLength(Number(version));
      expect(await itemsOf(version)).toEqual(items);
    }
  });

  test("page() walks the log from newest to oldest without gap or repeat, of one user or of all", async () => {
    const events = Array.from({ length: 25 }, (_, i) =>
      event(`e${i}`, i % 2 ? "ann" : "bob", "i1", { seconds: Math.floor(i / 4) }),
    );
    await log.log(space, events);
    const walk = async (user?: typeof ann) => {
      const found: string[] = [];
      let page = await log.page(space, { userId: user, first: 4 });
      while (page.length > 0) {
        found.push(...page.map((row) => row.eventId));
        page = await log.page(space, { userId: user, first: 4, after: page.at(-1) });
      }
      return found;
    };
    const newestFirst = events.map((one) => one.eventId).reverse();
    expect(await walk()).toEqual(newestFirst);
    expect(await walk(ann)).toEqual(newestFirst.filter((id) => Number(id.slice(1)) % 2));
  });

  test("importBatch() counts what it added and what not, and adds nothing the second time", async () => {
    const events = Array.from({ length: 5_000 }, (_, i) => event(`e${i}`, `user-${i % 300}`, `i${i % 21}`));
    const unknownItems = events.filter((one) => (one.itemId as string) === "i20").length;
    expect(await log.importBatch(space, events)).toEqual({
      added: 5_000 - unknownItems,
      duplicates: 0,
      unknownItems,
    });
    expect(await log.importBatch(space, events)).toEqual({
      added: 0,
      duplicates: 5_000 - unknownItems,
      unknownItems,
    });
  });

  test("importBatch() adds what is missing among what is there, and says nothing of a deleted item's events twice", async () => {
    const events = Array.from({ length: 50 }, (_, i) => event(`e${i}`, `user-${i % 5}`, `i${i % 10}`));
    await log.importBatch(space, events.slice(0, 20));
    await new ItemRepository(database).delete(space, [itemId("i1")]);
    for (const likelyNew of [true, false])
      expect(await log.importBatch(space, events.slice(0, 30), { likelyNew })).toEqual({
        added: likelyNew ? 9 : 0,
        duplicates: likelyNew ? 20 : 29,
        unknownItems: 1,
      });
    expect(await log.count(space)).toBe(29);
  });

  test("importBatch() raises the version of those who got something, and of nobody else", async () => {
    await log.importBatch(space, [event("e1", "ann", "i1"), event("e2", "bob", "i1")]);
    await log.importBatch(space, [event("e1", "ann", "i1"), event("e3", "bob", "i2")]);
    await log.importBatch(space, [event("e1", "ann", "i1"), event("e3", "bob", "i2")], { likelyNew: false });
    expect([await versionOf("ann"), await versionOf("bob")]).toEqual([1n, 2n]);
  });

  test("importBatch() and log() take turns on a user, each with a version of its own", async () => {
    await Promise.all(
      Array.from({ length: 16 }, (_, i) =>
        i % 2
          ? log.importBatch(space, [event(`e${i}`, "ann", "i1"), event("shared", "ann", "i2")])
          : log.log(space, [event(`e${i}`, "ann", "i1")]),
      ),
    );
    expect(await log.count(space)).toBe(17);
    expect(await versionOf("ann")).toBe(16n);
  });

  test("importBatch() keeps ids and types that SQL arrays must escape", async () => {
    const odd = { ...event('e"1\\', 'a,"n{n}', "i1", { type: "NULL" }), value: 0.5, requestId: "r\\1" };
    await log.importBatch(space, [odd, event("NULL", "null", "i2")]);
    expect(await log.page(space, { userId: odd.userId, first: 5 })).toEqual([{ ...odd, sequence: expect.any(BigInt) }]);
    expect(await log.page(space, { userId: userId("null"), first: 5 })).toMatchObject([{ eventId: "NULL" }]);
  });

  test("importBatch() and settleImport() refuse an unknown space", async () => {
    const nowhere = spaceId("nowhere");
    await expect(log.importBatch(nowhere, [event("e1", "ann", "i1")])).rejects.toMatchObject({ code: "UNKNOWN_SPACE" });
    await expect(log.settleImport(nowhere)).rejects.toMatchObject({ code: "UNKNOWN_SPACE" });
    await log.settleImport(space);
  });

  test("settleImport() comes back when all that was imported before is on disk", async () => {
    const valueOf = async (expression: string, values: readonly unknown[] = []) =>
      (await database.pool.query<{ value: unknown }>(`select ${expression} as value`, [...values])).rows[0]?.value;
    await log.importBatch(space, [event("e1", "ann", "i1")]);
    const written = await valueOf("pg_current_wal_insert_lsn()");
    await log.settleImport(space);
    expect(await valueOf("pg_current_wal_flush_lsn() >= $1::pg_lsn", [written])).toBe(true);
  });

  /** Events that refer to nobody, or to nothing. */
  const danglingEvents = async () => {
    const { rows } = await database.pool.query<{ dangling: bigint }>(
      `select count(*) as dangling from "Interaction" e
       left join "User" u on u."spaceId" = e."spaceId" and u.id = e."userId"
       left join "Item" i on i."spaceId" = e."spaceId" and i.id = e."itemId"
       where u.id is null or i.id is null`,
    );
    return rows[0]?.dangling;
  };

  test.each([true, false])("importBatch() leaves no event without its user (embedded: %s)", async (embedded) => {
    const importing = new InteractionRepository({ ...database, embedded });
    let rounds = 0;
    const deleting = (async () => {
      for (; rounds < 20; rounds++) await users.delete(space, ann);
    })();
    for (let i = 0; rounds < 20 || i < 5; i++)
      expect(await importing.importBatch(space, [event(`e${i}`, "ann", "i1"), event(`b${i}`, "bob", "i2")])).toEqual({
        added: 2,
        duplicates: 0,
        unknownItems: 0,
      });
    await deleting;
    expect(await danglingEvents()).toBe(0n);
  });

  test.each([true, false])(
    "importBatch() leaves nothing in a space that is deleted (embedded: %s)",
    async (embedded) => {
      const importing = new InteractionRepository({ ...database, embedded });
      await importing.importBatch(space, [event("first", "ann", "i1")]);
      const batches = Promise.allSettled(
        Array.from({ length: 20 }, (_, i) => importing.importBatch(space, [event(`e${i}`, `user-${i}`, "i1")])),
      );
      await new SpaceRepository(database).delete(space);
      for (const outcome of await batches)
        if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "UNKNOWN_SPACE" });
      expect(await log.count(space)).toBe(0);
      expect(await danglingEvents()).toBe(0n);
    },
  );

  test("nothing is logged of a batch that holds a value which cannot be stored", async () => {
    await expect(log.log(space, [event("good", "ann", "i1"), event("bad\0", "ann", "i1")])).rejects.toMatchObject({
      code: "BAD_INPUT",
    });
    // Random, because PostgreSQL compresses what goes into an index.
    const tooLong = event(randomBytes(20_000).toString("hex"), "ann", "i1");
    await expect(log.log(space, [tooLong])).rejects.toMatchObject({ code: "BAD_INPUT" });
    expect(await log.count(space)).toBe(0);
  });

  test("log() refuses an unknown space, and an empty batch is nothing", async () => {
    const nowhere = spaceId("nowhere");
    await expect(log.log(nowhere, [event("e1", "ann", "i1")])).rejects.toMatchObject({ code: "UNKNOWN_SPACE" });
    expect(await log.log(space, [])).toEqual([]);
  });
});
