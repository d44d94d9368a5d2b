import { createHash } from "node:crypto";

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";

import { itemId } from "../../src/domain/itemId.js";
import { spaceId, type SpaceId } from "../../src/domain/spaceId.js";
import type { Database } from "../../src/store/database.js";
import { ItemRepository } from "../../src/store/itemRepository.js";
import { ItemVectorRepository, type ItemVector } from "../../src/store/itemVectorRepository.js";
import { ModelVersionRepository } from "../../src/store/modelVersionRepository.js";
import { SpaceRepository } from "../../src/store/spaceRepository.js";
import { testDatabase } from "../harness/testDatabase.js";

const vectorOf = (id: string, title: string, ...values: number[]): ItemVector => ({
  itemId: id,
  textHash: createHash("sha256").update(title).digest("hex"),
  vector: Float32Array.from(values),
});

describe("ItemVectorRepository", () => {
  let database: Database;
  let items: ItemRepository;
  let vectors: ItemVectorRepository;
  let space: SpaceId;
  let spacesMade = 0;

  beforeAll(async () => {
    database = await testDatabase();
    items = new ItemRepository(database);
    vectors = new ItemVectorRepository(database);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    space = spaceId(`space-${++spacesMade}`);
    await new SpaceRepository(database).create(space);
    await items.upsert(space, [
      { id: itemId("one"), title: "One" },
      { id: itemId("two"), title: "Two" },
    ]);
    for (const id of ["first", "second"])
      await new ModelVersionRepository(database).create(space, {
        ...{ id: `${space}-${id}`, runId: null, kind: "llm-srec", checksum: "c", card: {}, metrics: {} },
      });
  });
  const ofModel = (id = "first") => vectors.of(space, `${space}-${id}`);

  test("gives back what was written, bit by bit, of the model version and the items that are asked for", async () => {
    const one = vectorOf("one", "One", 1.5, -0, 2 ** -140, Math.fround(Math.PI));
    await ofModel().write([one, vectorOf("two", "Two", 7)]);
    expect(await ofModel().read(["one", "never-there"])).toEqual([one]);
    expect(await ofModel("second").read(["one"])).toEqual([]);
    expect(await vectors.of(spaceId("elsewhere"), `${space}-first`).read(["one"])).toEqual([]);
    expect(await ofModel().read([])).toEqual([]);
  });

  test("keeps the vector of the newest title alone, and of one title the first", async () => {
    await ofModel().write([vectorOf("one", "One", 1)]);
    await ofModel().write([vectorOf("one", "One", 2), vectorOf("two", "Two", 3)]);
    expect(await ofModel().read(["one"])).toEqual([vectorOf("one", "One", 1)]);
    await ofModel().write([vectorOf("one", "Uno", 4)]);
    expect(await ofModel().read(["one", "two"])).toHaveLength(2);
    expect(await ofModel().read(["one"])).toEqual([vectorOf("one", "Uno", 4)]);
  });

  test("drops what is of an item or a model version that is gone, and says nothing of it", async () => {
    await items.delete(space, [itemId("two")]);
    await ofModel().write([vectorOf("one", "One", 1), vectorOf("two", "Two", 2), vectorOf("unknown", "No", 3)]);
    expect(await ofModel().read(["one", "two", "unknown"])).toEqual([vectorOf("one", "One", 1)]);
    await vectors.of(space, "never-made").write([vectorOf("one", "One", 1)]);
    await ofModel().write([]);
    expect(await vectors.of(space, "never-made").read(["one"])).toEqual([]);
  });

  test("forgets the vectors of an item that is deleted, and of a model version that is deleted", async () => {
    await ofModel().write([vectorOf("one", "One", 1), vectorOf("two", "Two", 2)]);
    await ofModel("second").write([vectorOf("one", "One", 1)]);
    await items.delete(space, [itemId("one")]);
    expect(await ofModel("second").read(["one"])).toEqual([]);
    expect(await ofModel().read(["one", "two"])).toEqual([vectorOf("two", "Two", 2)]);
    await database.pool.query(`delete from "ModelVersion" where "spaceId" = $1`, [space]);
    expect(await ofModel().read(["two"])).toEqual([]);
  });

  test("leaves no vector behind, however deletion and writing meet", async () => {
    const ids = Array.from({ length: 40 }, (_, index) => itemId(`item-${index}`));
    await items.upsert(
      space,
      ids.map((id) => ({ id, title: id })),
    );
    const written = ids.map((id) => vectorOf(id, id, 1, 2));
    await Promise.all([
      ofModel().write(written),
      items.delete(space, ids),
      ofModel("second").write([...written].reverse()),
    ]);
    expect(await ofModel().read(ids)).toEqual([]);
    expect(await ofModel("second").read(ids)).toEqual([]);
  });

  test("is found by another process's repository, and goes with its space", async () => {
    await ofModel().write([vectorOf("one", "One", 1)]);
    expect(await new ItemVectorRepository(database).of(space, `${space}-first`).read(["one"])).toHaveLength(1);
    await new SpaceRepository(database).delete(space);
    expect(await ofModel().read(["one"])).toEqual([]);
  });
});
