import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { itemId } from "../../src/domain/itemId.js";
import { spaceId } from "../../src/domain/spaceId.js";
import { userId } from "../../src/domain/userId.js";
import { ApiKeyRepository } from "../../src/store/apiKeyRepository.js";
import type { Database } from "../../src/store/database.js";
import { InteractionRepository } from "../../src/store/interactionRepository.js";
import { ItemRepository } from "../../src/store/itemRepository.js";
import { ModelVersionRepository } from "../../src/store/modelVersionRepository.js";
import { ServingStateRepository } from "../../src/store/servingStateRepository.js";
import { SpaceRepository } from "../../src/store/spaceRepository.js";
import { TrainingRunRepository } from "../../src/store/trainingRunRepository.js";
import { UserRepository } from "../../src/store/userRepository.js";
import { testDatabase } from "../harness/testDatabase.js";
import { countRows } from "./countRows.js";
import { event } from "./event.js";

describe("SpaceRepository", () => {
  let database: Database;
  let spaces: SpaceRepository;

  beforeAll(async () => {
    database = await testDatabase();
    spaces = new SpaceRepository(database);
  });
  afterAll(() => database.close());

  test("create() makes a space that find() and list() show, and serves nothing yet", async () => {
    const made = await spaces.create(spaceId("films"), { skip: "NEGATIVE" });
    expect(made).toEqual({
      id: "films",
      eventMeanings: { skip: "NEGATIVE" },
      catalogueVersion: 0n,
      servedModelVersionId: null,
      createdAt: expect.any(Date),
    });
    expect(await spaces.find(spaceId("films"))).toEqual(made);
    expect(await spaces.list()).toContainEqual(made);
    expect(await spaces.find(spaceId("nowhere"))).toBeNull();
  });

  test("create() refuses a name that is taken, also when many ask at once", async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => spaces.create(spaceId("once"))));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "SPACE_EXISTS" });
  });

  test("ensure() makes a space once and then returns it, also when many ask at once", async () => {
    const found = await Promise.all(Array.from({ length: 8 }, () => spaces.ensure(spaceId("default"))));
    for (const space of found) expect(space).toEqual(found[0]);
  });

  test("setEventMeanings() replaces the meanings, and refuses an unknown space", async () => {
    await spaces.create(spaceId("means"), { skip: "NEGATIVE" });
    const changed = await spaces.setEventMeanings(spaceId("means"), { view: "IGNORED" });
    expect(changed.eventMeanings).toEqual({ view: "IGNORED" });
    expect(Object.keys(changed)).toHaveLength(5);
    await expect(spaces.setEventMeanings(spaceId("nowhere"), {})).rejects.toMatchObject({ code: "UNKNOWN_SPACE" });
  });

  test("delete() removes everything of the space, and nothing of another", async () => {
    const [doomed, kept] = [spaceId("doomed"), spaceId("kept")];
    for (const space of [doomed, kept]) await fill(database, space);
    const before = await countRows(database, kept);
    await spaces.delete(doomed);
    expect(Object.values(await countRows(database, doomed)).every((count) => count === 0)).toBe(true);
    expect(await countRows(database, kept)).toEqual(before);
    expect(before).toEqual(expect.objectContaining({ Space: 1, User: 1, Item: 1, Interaction: 1, ItemVector: 1 }));
    await expect(spaces.delete(doomed)).rejects.toMatchObject({ code: "UNKNOWN_SPACE" });
  });

  test("a space that is made again goes on above the versions of the deleted one", async () => {
    const space = spaceId("again");
    await fill(database, space);
    await new ItemRepository(database).upsert(space, [{ id: itemId("second"), title: "Second" }]);
    await spaces.delete(space);
    const { catalogueVersion } = await spaces.create(space);
    expect(catalogueVersion).toBeGreaterThanOrEqual(2n);
    await fill(database, space, { create: false });
    const { user } = await new ServingStateRepository(database).read(space, userId("ann"));
    expect(user?.historyVersion).toBeGreaterThan(catalogueVersion);
  });
});

/** A row in every table of a space. */
async function fill(database: Database, space: ReturnType<typeof spaceId>, { create = true } = {}): Promise<void> {
  if (create) await new SpaceRepository(database).create(space);
  await new UserRepository(database).upsert(space, [{ id: userId("ann") }]);
  await new ItemRepository(database).upsert(space, [{ id: itemId("item"), title: "Item" }]);
  await new InteractionRepository(database).log(space, [event("e1", "ann", "item")]);
  await new ApiKeyRepository(database).create(space, { role: "READER", name: "test" });
  const runs = new TrainingRunRepository(database);
  const models = new ModelVersionRepository(database);
  const run = await runs.create(space, { kind: "CF_SREC", options: {} });
  const id = `model-${run.id}`;
  await models.create(space, { id, runId: run.id, kind: "sasrec", checksum: "c", card: {}, metrics: {} });
  await runs.finish(run.id, { state: "SUCCEEDED", modelVersionId: id });
  await models.promote(space, id);
  await database.prisma.itemVector.create({
    data: {
      spaceId: space,
      modelVersionId: id,
      itemId: "item",
      textHash: new Uint8Array(32),
      vector: new Uint8Array(8),
    },
  });
}
