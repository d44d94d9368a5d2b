import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";

import { itemId } from "../../src/domain/itemId.js";
import { spaceId } from "../../src/domain/spaceId.js";
import { userId } from "../../src/domain/userId.js";
import type { Database } from "../../src/store/database.js";
import { InteractionRepository } from "../../src/store/interactionRepository.js";
import { ItemRepository } from "../../src/store/itemRepository.js";
import { openDatabase } from "../../src/store/openDatabase.js";
import { SpaceRepository } from "../../src/store/spaceRepository.js";
import { TrainingRunRepository } from "../../src/store/trainingRunRepository.js";
import { UserRepository } from "../../src/store/userRepository.js";
import { silentLog } from "../harness/silentLog.js";
import { emptyDatabase, type EmptyDatabase } from "./emptyDatabase.js";
import { event } from "./event.js";
import { outsideServer } from "./outsideServer.js";
import { runPrisma } from "./runPrisma.js";

/** The command line of Prisma takes many seconds on a busy machine. */
jest.setTimeout(120_000);

const server = await outsideServer();
const describeOutside = server ? describe : describe.skip;

describeOutside("a PostgreSQL server of others, named by DATABASE_URL", () => {
  const space = spaceId("films");
  let place: EmptyDatabase;
  let database: Database;

  beforeAll(async () => {
    place = await emptyDatabase(server);
    const deployed = await runPrisma(["migrate", "deploy"], { DATABASE_URL: place.url });
    expect(deployed).toMatchObject({ exitCode: 0, output: expect.stringContaining("successfully applied") });
    database = await openDatabase({ url: place.url, folder: "", log: silentLog });
    await new SpaceRepository(database).create(space);
  });
  afterAll(async () => {
    await database.close();
    await place.drop();
  });

  test("serves, and is not ours to stop", async () => {
    expect(database.embedded).toBe(false);
    const items = new ItemRepository(database);
    const log = new InteractionRepository(database);
    const ids = ["b", "B", "é"].map(itemId);
    await items.upsert(
      space,
      ids.map((id) => ({ id, title: `Item ${id}`, attributes: { year: 1999 }, createdAt: new Date(1234) })),
    );
    expect((await items.page(space, { first: 9 })).map(({ id }) => id as string)).toEqual(["B", "b", "é"]);
    const events = [event("e1", "ann", "b", { seconds: 2 }), event("e2", "ann", "é", { seconds: 1 })];
    expect(await log.log(space, [...events, ...events])).toEqual(["LOGGED", "LOGGED", "DUPLICATE", "DUPLICATE"]);
    const history = await log.history(space, userId("ann"), { limit: 9 });
    expect(history.map(({ occurredAt }) => occurredAt)).toEqual([events[1]?.occurredAt, events[0]?.occurredAt]);
    expect(await new UserRepository(database).delete(space, userId("ann"))).toBe(true);
  });

  test("gives times of its rows in UTC through Prisma as well, whatever its own time zone is", async () => {
    await place.query(`alter database ${new URL(place.url).pathname.slice(1)} set timezone = 'America/New_York'`);
    const elsewhere = await openDatabase({ url: place.url, folder: "", log: silentLog });
    const runs = new TrainingRunRepository(elsewhere);
    const made = await runs.create(space, { kind: "CF_SREC", options: {} });
    expect((await runs.find(space, made.id))?.createdAt).toEqual(made.createdAt);
    expect(await runs.find(space, made.id)).toEqual(made);
    await elsewhere.close();
  });
});
