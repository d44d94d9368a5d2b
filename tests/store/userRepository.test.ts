import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { itemId } from "../../src/domain/itemId.js";
import { spaceId } from "../../src/domain/spaceId.js";
import { userId } from "../../src/domain/userId.js";
import type { Database } from "../../src/store/database.js";
import { InteractionRepository } from "../../src/store/interactionRepository.js";
import { ItemRepository } from "../../src/store/itemRepository.js";
import { ServingStateRepository } from "../../src/store/servingStateRepository.js";
import { SpaceRepository } from "../../src/store/spaceRepository.js";
import { UserRepository } from "../../src/store/userRepository.js";
import { testDatabase } from "../harness/testDatabase.js";
import { event } from "./event.js";

const space = spaceId("films");
const [ann, bob] = [userId("ann"), userId("bob")];

describe("UserRepository", () => {
  let database: Database;
  let users: UserRepository;

  beforeAll(async () => {
    database = await testDatabase();
    users = new UserRepository(database);
    await new SpaceRepository(database).create(space);
    await new ItemRepository(database).upsert(space, [{ id: itemId("item"), title: "Item" }]);
  });
  afterAll(() => database.close());

  test("upsert() makes users, keeps absent attributes, and replaces those that are sent", async () => {
    const attributes = { age: 30, tags: ["x"], member: true };
    expect(await users.upsert(space, [{ id: ann, attributes }, { id: bob }])).toEqual({ created: 2, updated: 0 });
    expect(await users.upsert(space, [{ id: ann }, { id: bob, attributes: { a: 1 } }, { id: bob }])).toEqual({
      created: 0,
      updated: 2,
    });
    expect(await users.find(space, ann)).toEqual({
      id: ann,
      attributes,
      createdAt: expect.any(Date),
      historyVersion: 0n,
    });
    expect((await users.find(space, bob))?.attributes).toEqual({ a: 1 });
    await users.upsert(space, [{ id: ann, attributes: {} }]);
    expect((await users.find(space, ann))?.attributes).toEqual({});
    expect(await users.find(space, userId("nobody"))).toBeNull();
  });

  test("upsert() of the same users by many at once makes each once", async () => {
    const ids = Array.from({ length: 50 }, (_, i) => userId(`many-${i}`));
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, writer) =>
        users.upsert(
          space,
          (writer % 2 ? ids : [...ids].reverse()).map((id) => ({ id })),
        ),
      ),
    );
    expect(outcomes.reduce((sum, { created }) => sum + created, 0)).toBe(ids.length);
  });

  test("upsert() refuses an unknown space", async () => {
    await expect(users.upsert(spaceId("nowhere"), [{ id: ann }])).rejects.toMatchObject({ code: "UNKNOWN_SPACE" });
    expect(await users.upsert(space, [])).toEqual({ created: 0, updated: 0 });
  });

  test("delete() removes the user with the log, and says whether there was one", async () => {
    const log = new InteractionRepository(database);
    const id = userId("leaves");
    await log.log(space, [event("leaves-1", "leaves", "item"), event("stays-1", "stays", "item")]);
    expect(await users.delete(space, id)).toBe(true);
    expect(await users.delete(space, id)).toBe(false);
    expect(await users.find(space, id)).toBeNull();
    expect((await log.page(space, { first: 10 })).map((row) => row.eventId)).toEqual(["stays-1"]);
    await expect(users.delete(spaceId("nowhere"), id)).rejects.toMatchObject({ code: "UNKNOWN_SPACE" });
  });

  test("a deleted user who comes back never has a version again that stood for another history", async () => {
    const log = new InteractionRepository(database);
    const state = new ServingStateRepository(database);
    const id = userId("returns");
    const versions: bigint[] = [];
    for (let life = 0; life < 3; life++) {
      for (let i = 0; i < 3; i++) {
        await log.log(space, [event(`returns-${life}-${i}`, "returns", "item")]);
        versions.push((await state.read(space, id)).user?.historyVersion ?? 0n);
      }
      await users.delete(space, id);
    }
    expect(new Set(versions).size).toBe(9);
    expect((await state.read(space, id)).user).toBeNull();
    expect(versions).toEqual([...versions].sort((x, y) => Number(x - y)));
  });
});
