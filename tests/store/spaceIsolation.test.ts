import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { itemId } from "../../src/domain/itemId.js";
import { spaceId } from "../../src/domain/spaceId.js";
import { userId } from "../../src/domain/userId.js";
import { ApiKeyRepository } from "../../src/store/apiKeyRepository.js";
import type { Database } from "../../src/store/database.js";
import { InteractionRepository } from "../../src/store/interactionRepository.js";
import { ItemRepository } from "../../src/store/itemRepository.js";
import { ModelVersionRepository } from "../../src/store/modelVersionRepository.js";
import { queryRows } from "../../src/store/queryRows.js";
import { ServingStateRepository } from "../../src/store/servingStateRepository.js";
import { SpaceRepository } from "../../src/store/spaceRepository.js";
import { TrainingRunRepository } from "../../src/store/trainingRunRepository.js";
import { UserRepository } from "../../src/store/userRepository.js";
import { testDatabase } from "../harness/testDatabase.js";
import { event } from "./event.js";

const [mine, theirs] = [spaceId("mine"), spaceId("theirs")];
const [ann, one] = [userId("ann"), itemId("one")];
const everything = { first: 100 };

describe("a space", () => {
  let database: Database;
  let theirRun: string;
  let theirKey: string;

  beforeAll(async () => {
    database = await testDatabase();
    for (const space of [mine, theirs]) await new SpaceRepository(database).create(space);
    await new UserRepository(database).upsert(theirs, [{ id: ann, attributes: { secret: "theirs" } }]);
    await new ItemRepository(database).upsert(theirs, [{ id: one, title: "Theirs" }]);
    await new InteractionRepository(database).log(theirs, [event("e1", "ann", "one")]);
    theirKey = (await new ApiKeyRepository(database).create(theirs, { role: "ADMIN", name: "theirs" })).key.id;
    theirRun = (await new TrainingRunRepository(database).create(theirs, { kind: "CF_SREC", options: {} })).id;
    const model = { id: "their-model", runId: theirRun, kind: "sasrec", checksum: "c", card: {}, metrics: {} };
    await new ModelVersionRepository(database).create(theirs, model);
    await new ModelVersionRepository(database).promote(theirs, model.id);
  });
  afterAll(() => database.close());

  /** All that the other space has, to the last column. */
  async function theirRows(): Promise<string> {
    const tables = ["User", "Item", "Interaction", "ApiKey", "TrainingRun", "ModelVersion"];
    const parts = tables.map((table) => `select to_jsonb(t)::text as row from "${table}" t where "spaceId" = $1`);
    const all = [`select to_jsonb(s)::text as row from "Space" s where id = $1`, ...parts].join(" union all ");
    const rows = await queryRows<{ row: string }>(database, `select row from (${all}) as rows order by row`, [theirs]);
    return rows.map(({ row }) => row).join("\n");
  }

  test("shows nothing of another that has the same ids", async () => {
    const [items, log] = [new ItemRepository(database), new InteractionRepository(database)];
    expect(await items.findMany(mine, [one])).toEqual(new Map());
    expect(await items.page(mine, everything)).toEqual([]);
    for await (const batch of items.catalogue(mine, 0n, { withPopularity: true })) expect(batch).toEqual([]);
    expect(await new UserRepository(database).find(mine, ann)).toBeNull();
    expect(await log.history(mine, ann, { limit: 10 })).toEqual([]);
    expect(await log.page(mine, everything)).toEqual([]);
    expect(await log.count(mine)).toBe(0);
    expect(await new ApiKeyRepository(database).list(mine)).toEqual([]);
    expect(await new TrainingRunRepository(database).find(mine, theirRun)).toBeNull();
    expect(await new TrainingRunRepository(database).page(mine, { first: 9, after: theirRun })).toEqual([]);
    expect(await new ModelVersionRepository(database).find(mine, "their-model")).toBeNull();
    expect(await new ModelVersionRepository(database).page(mine, everything)).toEqual([]);
    expect(await new ServingStateRepository(database).read(mine, ann)).toMatchObject({
      servedModelVersionId: null,
      user: null,
    });
    const snapshot = await log.snapshot(mine);
    for (const part of [snapshot.items, snapshot.users, snapshot.interactions])
      for await (const row of part) expect(row).toBeUndefined();
    await snapshot.close();
  });

  test("changes nothing of another that has the same ids, whatever is done in it", async () => {
    const before = await theirRows();
    expect(before.split("\n").length).toBe(7);
    const [items, users] = [new ItemRepository(database), new UserRepository(database)];
    const log = new InteractionRepository(database);
    expect(await items.delete(mine, [one])).toEqual([]);
    expect(await users.delete(mine, ann)).toBe(false);
    expect(await log.log(mine, [event("e2", "ann", "one")])).toEqual(["UNKNOWN_ITEM"]);
    await items.upsert(mine, [{ id: one, title: "Mine" }]);
    expect(await log.log(mine, [event("e1", "ann", "one")])).toEqual(["LOGGED"]);
    expect(await users.upsert(mine, [{ id: ann, attributes: {} }])).toEqual({ created: 0, updated: 1 });
    const refused = [
      new ModelVersionRepository(database).promote(mine, "their-model"),
      new TrainingRunRepository(database).requestCancel(mine, theirRun),
      new ApiKeyRepository(database).revoke(mine, theirKey),
    ];
    for (const outcome of await Promise.allSettled(refused)) expect(outcome.status).toBe("rejected");
    await new SpaceRepository(database).setEventMeanings(mine, { view: "NEGATIVE" });
    expect(await items.delete(mine, [one])).toEqual([one]);
    expect(await users.delete(mine, ann)).toBe(true);
    await new SpaceRepository(database).delete(mine);
    expect(await theirRows()).toBe(before);
  });

  test("cannot name a model version of another as made by its run, nor the reverse", async () => {
    await new SpaceRepository(database).ensure(mine);
    const runs = new TrainingRunRepository(database);
    const run = await runs.create(mine, { kind: "CF_SREC", options: {} });
    const made = runs.finish(run.id, { state: "SUCCEEDED", modelVersionId: "their-model" });
    await expect(made).rejects.toThrow("foreign key");
    const model = { id: "m", runId: theirRun, kind: "sasrec", checksum: "c", card: {}, metrics: {} };
    await expect(new ModelVersionRepository(database).create(mine, model)).rejects.toThrow("foreign key");
  });
});
