import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { itemId } from "../../src/domain/itemId.js";
import { spaceId } from "../../src/domain/spaceId.js";
import type { Database } from "../../src/store/database.js";
import { InteractionRepository } from "../../src/store/interactionRepository.js";
import { ItemRepository } from "../../src/store/itemRepository.js";
import { SpaceRepository } from "../../src/store/spaceRepository.js";
import { testDatabase } from "../harness/testDatabase.js";
import { event } from "./event.js";

describe("InteractionRepository.snapshot()", () => {
  const space = spaceId("films");
  let database: Database;
  let log: InteractionRepository;
  let items: ItemRepository;

  beforeAll(async () => {
    database = await testDatabase();
    log = new InteractionRepository(database);
    items = new ItemRepository(database);
    await new SpaceRepository(database).create(space);
    const writes = Array.from({ length: 30 }, (_, i) => ({ id: itemId(`i${i}`), title: `Item ${i}` }));
    await items.upsert(space, writes);
    const events = Array.from({ length: 12_000 }, (_, i) =>
      event(`e${i}`, `u${i % 7}`, `i${i % 30}`, { seconds: (i * 7919) % 1000 }),
    );
    await log.importBatch(space, events);
  });
  afterAll(() => database.close());

  test("is one state, whatever is written while it is read, and its streams may interleave", async () => {
    const snapshot = await log.snapshot(space);
    await log.log(space, [event("later", "newcomer", "i1")]);
    await items.delete(space, [itemId("i29")]);
    const itemStream = snapshot.items[Symbol.asyncIterator]();
    expect((await itemStream.next()).value).toMatchObject({ id: "i0", title: "Item 0" });
    const interactions = await collect(snapshot.interactions);
    const users = await collect(snapshot.users);
    const itemIds = (await collect(snapshot.items)).map((item) => item.id as string);
    await snapshot.close();
    await snapshot.close();

    expect(interactions).toHaveLength(12_000);
    expect(itemIds).toHaveLength(30);
    expect(users.map((user) => user.id as string)).toEqual(["u0", "u1", "u2", "u3", "u4", "u5", "u6"]);
    expect(snapshot.lastSequence).toBe(
      interactions.reduce((last, row) => (row.sequence > last ? row.sequence : last), 0n),
    );
    const orderOf = (row: (typeof interactions)[number]) =>
      `${row.userId} ${row.occurredAt.toISOString()} ${String(row.sequence).padStart(20, "0")}`;
    const order = interactions.map(orderOf);
    expect(order).toEqual([...order].sort());
  });

  test("gives its connection back, also when its reader stops half way", async () => {
    for (let round = 0; round < 20; round++) {
      const snapshot = await log.snapshot(space);
      for await (const row of snapshot.interactions) if (row.sequence > 0n) break;
      await snapshot.close();
    }
    expect(database.pool.totalCount - database.pool.idleCount).toBe(0);
  });

  test("refuses an unknown space", async () => {
    await expect(log.snapshot(spaceId("nowhere"))).rejects.toMatchObject({ code: "UNKNOWN_SPACE" });
    expect(database.pool.totalCount - database.pool.idleCount).toBe(0);
  });
});

async function collect<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const all: Row[] = [];
  for await (const row of rows) all.push(row);
  return all;
}
