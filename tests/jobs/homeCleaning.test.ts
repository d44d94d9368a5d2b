import { mkdir, mkdtemp, readdir, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";

import type { SpaceId } from "../../src/domain/spaceId.js";
import { startHomeCleaning } from "../../src/jobs/homeCleaning.js";
import { homeFolders } from "../../src/jobs/homeFolders.js";
import type { Database } from "../../src/store/database.js";
import { SpaceRepository } from "../../src/store/spaceRepository.js";
import { TrainingRunRepository } from "../../src/store/trainingRunRepository.js";
import { silentLog } from "../harness/silentLog.js";
import { testDatabase } from "../harness/testDatabase.js";

jest.setTimeout(120_000); // processes and databases take their time to start on a busy machine

const SPACE = "shop" as SpaceId;

let database: Database;
let home: string;

beforeAll(async () => {
  database = await testDatabase();
  home = await mkdtemp(join(tmpdir(), "sequitur-home-"));
});

afterAll(async () => {
  await database.close();
  await rm(home, { recursive: true, force: true });
});

describe("startHomeCleaning()", () => {
  test("deletes what ended runs left, but for the newest snapshots, and nothing of a run that goes on", async () => {
    const runs = new TrainingRunRepository(database);
    await new SpaceRepository(database).create(SPACE);
    const { id: active } = await runs.create(SPACE, { kind: "CF_SREC", options: {} });
    const folders = homeFolders(home);
    const snapshots = join(folders.snapshots, SPACE);
    const make = async (path: string, ageSeconds: number) => {
      await mkdir(path, { recursive: true });
      await utimes(path, 1_700_000_000 - ageSeconds, 1_700_000_000 - ageSeconds);
    };
    for (const name of [active, "dead"]) await make(join(folders.work, name), 0);
    for (const [age, name] of ["new", "newer", "old", "older"].entries()) await make(join(snapshots, name), age);
    for (const name of ["dead.partial", `${active}.partial`]) await make(join(snapshots, name), 0);
    await make(join(snapshots, active), 1000);
    for (let age = 0; age < 60; age++) await make(join(folders.logs, `${age}.log`), age);

    await startHomeCleaning({ folders, runs, log: silentLog }).close();
    expect(await readdir(folders.work)).toEqual([active]);
    expect((await readdir(snapshots)).toSorted()).toEqual([active, `${active}.partial`, "new", "newer"].toSorted());
    const logs = await readdir(folders.logs);
    expect(logs).toHaveLength(50);
    expect(logs).not.toContain("50.log");
  });

  test("finds nothing to do in a home where nobody trained yet", async () => {
    const folders = homeFolders(join(home, "nothing"));
    await startHomeCleaning({ folders, runs: new TrainingRunRepository(database), log: silentLog }).close();
    expect(await readdir(home)).not.toContain("nothing");
  });
});
