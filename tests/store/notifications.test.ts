import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";

import { itemId } from "../../src/domain/itemId.js";
import { spaceId } from "../../src/domain/spaceId.js";
import type { Database } from "../../src/store/database.js";
import { ItemRepository } from "../../src/store/itemRepository.js";
import { ModelVersionRepository } from "../../src/store/modelVersionRepository.js";
import type { Notifications } from "../../src/store/notifications.js";
import { openNotifications } from "../../src/store/openNotifications.js";
import { queryRows } from "../../src/store/queryRows.js";
import { SpaceRepository } from "../../src/store/spaceRepository.js";
import { TrainingRunRepository } from "../../src/store/trainingRunRepository.js";
import { testDatabase } from "../harness/testDatabase.js";

const space = spaceId("films");

describe("openNotifications()", () => {
  let database: Database;
  let notifications: Notifications;
  const heard: string[] = [];

  beforeEach(async () => {
    heard.length = 0;
    database = await testDatabase();
    await new SpaceRepository(database).create(space);
    notifications = await openNotifications(database);
    notifications.onRun((id) => heard.push(`run ${id}`));
    notifications.onSpace((id) => heard.push(`space ${id}`));
  });
  afterEach(async () => {
    await notifications.close();
    await database.close();
  });

  /** Resolves once the listener heard of everything before: notifications come in order. */
  async function settled(): Promise<void> {
    await new Promise<void>((resolve) => {
      const stop = notifications.onSpace((id) => {
        if ((id as string) !== "end") return;
        stop();
        resolve();
      });
      void queryRows(database, "select pg_notify('sequitur_space', 'end')");
    });
    heard.pop();
  }

  test("tells every change of a run", async () => {
    const runs = new TrainingRunRepository(database);
    const { id } = await runs.create(space, { kind: "CF_SREC", options: {} });
    await runs.claim(id, "worker");
    await runs.requestCancel(space, id);
    await runs.finish(id, { state: "CANCELLED" });
    await settled();
    expect(heard).toEqual(Array.from({ length: 4 }, () => `run ${id}`));
  });

  test("tells changes of catalogue, served model and event meanings, and of nothing that was not changed", async () => {
    const items = new ItemRepository(database);
    const spaces = new SpaceRepository(database);
    await items.upsert(space, [{ id: itemId("item"), title: "Item" }]);
    await items.delete(space, [itemId("item")]);
    await spaces.setEventMeanings(space, {});
    const models = new ModelVersionRepository(database);
    await models.create(space, { id: "m", runId: null, kind: "sasrec", checksum: "c", card: {}, metrics: {} });
    await models.promote(space, "m");
    await settled();
    expect(heard).toEqual(Array.from({ length: 4 }, () => `space ${space}`));
    await items.upsert(space, []);
    await items.delete(space, [itemId("nothing")]);
    await expect(models.promote(space, "nothing")).rejects.toMatchObject({ code: "UNKNOWN_MODEL" });
    await settled();
    expect(heard).toHaveLength(4);
    await spaces.delete(space);
    await settled();
    expect(heard).toHaveLength(5);
  });

  test("comes back by itself when the connection is lost, and says so", async () => {
    const back = new Promise<void>((resolve) => {
      notifications.onReconnect(resolve);
    });
    await queryRows(
      database,
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'sequitur listener'`,
    );
    await back;
    await new ItemRepository(database).upsert(space, [{ id: itemId("item"), title: "Item" }]);
    await settled();
    expect(heard).toEqual([`space ${space}`]);
  });

  test("a subscription that was ended hears nothing more", async () => {
    const more: string[] = [];
    const stop = notifications.onSpace((id) => more.push(id));
    stop();
    await settled();
    expect(more).toEqual([]);
  });
});
