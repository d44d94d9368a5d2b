import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { demoKeys } from "../../src/commands/demo/demoKeys.js";
import { DEMO_SPACE } from "../../src/commands/demo/demoSpace.js";
import { makeDemoCatalogue } from "../../src/commands/demo/makeDemoCatalogue.js";
import { makeDemoLog } from "../../src/commands/demo/makeDemoLog.js";
import { prepareDemoSpace } from "../../src/commands/demo/prepareDemoSpace.js";
import { readHeldOut } from "../../src/commands/demo/readHeldOut.js";
import { writeDemoData } from "../../src/commands/demo/writeDemoData.js";
import { openRepositories, type Repositories } from "../../src/commands/openRepositories.js";
import { userId } from "../../src/domain/userId.js";
import { seededRandom } from "../../src/ml/index.js";
import type { Database } from "../../src/store/database.js";
import { testDatabase } from "../harness/testDatabase.js";

const USERS = 20;
const random = seededRandom("test");
const catalogue = makeDemoCatalogue(random.fork("catalogue"));
const events = makeDemoLog(catalogue, random.fork("log"), { users: USERS });

let database: Database;
let repositories: Repositories;
let folder: string;

beforeAll(async () => {
  database = await testDatabase();
  repositories = openRepositories(database);
  folder = await mkdtemp(join(tmpdir(), "sequitur-demo-space-"));
  await writeDemoData(folder, catalogue, events);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await database.close();
});

describe("prepareDemoSpace()", () => {
  const data = { folder, oracleNdcgAt10: 0.8, users: USERS, interactions: events.length };
  const prepare = () => prepareDemoSpace(repositories, { ...data, folder }, Date.now);

  test("imports every event but the last of each user, and nothing the second time", async () => {
    expect(await prepare()).toBe(events.length - USERS);
    expect(await prepare()).toBe(0);
    expect(await repositories.interactions.count(DEMO_SPACE)).toBe(events.length - USERS);
  });

  test("keeps exactly the held-out items out of the store", async () => {
    await prepare();
    const heldOut = await readHeldOut(folder);
    expect(heldOut.size).toBe(USERS);
    for (const [user, itemId] of heldOut) {
      const history = await repositories.interactions.history(DEMO_SPACE, userId(user), { limit: 100 });
      expect(history.map((entry) => entry.itemId)).not.toContain(itemId);
      expect(history).toHaveLength(events.filter((event) => event.userId === user).length - 1);
    }
  });
});

describe("demoKeys()", () => {
  test("makes a key for each role, gives the same ones again, and new ones once one is revoked", async () => {
    await repositories.spaces.ensure(DEMO_SPACE);
    const first = await demoKeys(repositories.keys, folder);
    expect(await demoKeys(repositories.keys, folder)).toEqual(first);
    const writer = await repositories.keys.authenticate(first.writer);
    expect(writer).toMatchObject({ role: "WRITER", spaceId: DEMO_SPACE });

    await repositories.keys.revoke(DEMO_SPACE, writer!.id);
    const second = await demoKeys(repositories.keys, folder);
    expect(second.writer).not.toBe(first.writer);
    expect(await repositories.keys.authenticate(second.writer)).not.toBeNull();
  });

  test("keeps the secrets where only their owner can read them", async () => {
    await demoKeys(repositories.keys, folder);
    expect((await stat(join(folder, "keys.json"))).mode & 0o777).toBe(0o600);
  });
});
