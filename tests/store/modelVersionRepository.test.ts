import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { spaceId } from "../../src/domain/spaceId.js";
import { userId } from "../../src/domain/userId.js";
import type { Database } from "../../src/store/database.js";
import { ModelVersionRepository } from "../../src/store/modelVersionRepository.js";
import { ServingStateRepository } from "../../src/store/servingStateRepository.js";
import { SpaceRepository } from "../../src/store/spaceRepository.js";
import { testDatabase } from "../harness/testDatabase.js";

const [space, other] = [spaceId("films"), spaceId("other")];
const model = (id: string) => ({ id, runId: null, kind: "sasrec", checksum: `sum-${id}`, card: { a: 1 }, metrics: {} });

describe("ModelVersionRepository", () => {
  let database: Database;
  let models: ModelVersionRepository;
  let state: ServingStateRepository;

  beforeAll(async () => {
    database = await testDatabase();
    models = new ModelVersionRepository(database);
    state = new ServingStateRepository(database);
    for (const id of [space, other]) await new SpaceRepository(database).create(id);
  });
  afterAll(() => database.close());

  test("create() makes a version that find() and page() show, newest first", async () => {
    const made = await models.create(space, model("m1"));
    expect(made).toEqual({ ...model("m1"), spaceId: space, createdAt: expect.any(Date), promotedAt: null });
    expect(await models.find(space, "m1")).toEqual(made);
    expect(await models.find(other, "m1")).toBeNull();
    for (const id of ["m2", "m3"]) await models.create(space, model(id));
    const first = await models.page(space, { first: 2 });
    const rest = await models.page(space, { first: 2, after: first[1]?.id });
    expect([...first, ...rest].map(({ id }) => id).sort()).toEqual(["m1", "m2", "m3"]);
    await expect(models.create(spaceId("nowhere"), model("m1"))).rejects.toMatchObject({ code: "UNKNOWN_SPACE" });
  });

  test("promote() makes the space serve a version of its own, and no other", async () => {
    expect((await state.read(space, null)).servedModelVersionId).toBeNull();
    expect((await models.promote(space, "m2")).promotedAt).toBeInstanceOf(Date);
    expect(await state.read(space, userId("nobody"))).toEqual({
      servedModelVersionId: "m2",
      catalogueVersion: 0n,
      eventMeanings: {},
      user: null,
    });
    await expect(models.promote(other, "m2")).rejects.toMatchObject({ code: "UNKNOWN_MODEL" });
    await expect(models.promote(spaceId("nowhere"), "m2")).rejects.toMatchObject({ code: "UNKNOWN_MODEL" });
    expect((await state.read(other, null)).servedModelVersionId).toBeNull();
  });

  test("ServingStateRepository.read() refuses an unknown space", async () => {
    await expect(state.read(spaceId("nowhere"), null)).rejects.toMatchObject({ code: "UNKNOWN_SPACE" });
  });
});
