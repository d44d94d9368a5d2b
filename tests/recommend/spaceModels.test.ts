import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";

import type { Logger } from "../../src/domain/logger.js";
import { LoadedModel } from "../../src/recommend/loadedModel.js";
import { ServedCatalogue } from "../../src/recommend/servedCatalogue.js";
import { SpaceModels } from "../../src/recommend/spaceModels.js";
import { silentLog } from "../harness/silentLog.js";
import { openTestPlatform, type TestPlatform } from "./testPlatform.js";

jest.setTimeout(120_000); // processes and databases take their time to start on a busy machine

/** What a load of a model waits for. */
interface Gate {
  readonly passed: Promise<void>;
  open(): void;
  fail(error: Error): void;
}

let platform: TestPlatform;

beforeAll(async () => {
  platform = await openTestPlatform();
});
afterAll(() => platform.close());

describe("SpaceModels.lease()", () => {
  let loads: (string | null)[];
  let gates: Map<string, Gate>;
  let nowMs: number;
  let tick: number;
  beforeEach(() => {
    [loads, gates] = [[], new Map<string, Gate>()];
    [nowMs, tick] = [0, 0];
  });

  /** Makes loads of a model wait, until the gate is opened. */
  function gate(id: string): Gate {
    const gateOf = {} as { -readonly [Name in keyof Gate]: Gate[Name] };
    gateOf.passed = new Promise<void>((resolve, reject) => {
      gateOf.open = resolve;
      gateOf.fail = reject;
    });
    gateOf.passed.catch(() => undefined); // who loads the model is told
    gates.set(id, gateOf);
    return gateOf;
  }

  function open({ switchWaitMs = 60_000, log = silentLog }: { switchWaitMs?: number; log?: Logger } = {}) {
    const { space, repositories, pool } = platform;
    const clock = () => nowMs;
    const load = async (id: string | null): Promise<LoadedModel> => {
      loads.push(id);
      await gates.get(id ?? "")?.passed;
      const model = await pool.open({ key: `${space}/${id}`, artifactFolder: null, checksum: null });
      const { items } = repositories;
      return new LoadedModel(id, model, new ServedCatalogue({ space, model, items, withPopularity: true, clock, log }));
    };
    const models = new SpaceModels({ space, load, clock, log, switchWaitMs });
    return {
      models,
      answerOf: async (wanted: string): Promise<string | null> => {
        const lease = await models.lease(wanted, tick, ++tick);
        lease.release();
        return lease.modelVersionId;
      },
    };
  }

  test("lets all who find another version served wait for one load of it", async () => {
    const { answerOf } = open();
    expect(await answerOf("old")).toBe("old");
    const loading = gate("new");
    const answers = Array.from({ length: 5 }, () => answerOf("new"));
    loading.open();
    expect(new Set(await Promise.all(answers))).toEqual(new Set(["new"]));
    expect(loads).toEqual(["old", "new"]);
  });

  test("keeps the model before for pages of its answers, and ends it once two others were needed after it", async () => {
    const { models, answerOf } = open();
    const pageOf = async (id: string) => {
      const lease = await models.leaseOf(id);
      lease.release();
      return lease.modelVersionId;
    };
    for (const id of ["first", "second"]) expect(await answerOf(id)).toBe(id);
    expect(await pageOf("first")).toBe("first");
    expect(loads).toEqual(["first", "second"]);
    for (const id of ["first", "second"]) expect(await answerOf(id)).toBe(id); // taken back, and again: at once
    expect(loads).toEqual(["first", "second"]);
    for (const id of ["third", "fourth"]) expect(await answerOf(id)).toBe(id);
    expect(await pageOf("second")).toBe("second");
    expect(loads).toEqual(["first", "second", "third", "fourth"]);
    expect(await pageOf("first")).toBe("first");
    expect(loads).toEqual(["first", "second", "third", "fourth", "first"]);
  });

  test("gives up waiting where that takes too long: the old one answers, and waits for nothing from then on", async () => {
    const { answerOf } = open({ switchWaitMs: 20 });
    expect(await answerOf("old")).toBe("old");
    const loading = gate("new");
    for (let time = 0; time < 3; time++) expect(await answerOf("new")).toBe("old");
    loading.open();
    while ((await answerOf("new")) !== "new"); // it has been loading all the while
    expect(loads).toEqual(["old", "new"]);
  });

  test("stops to wait for a model that fails to load, tells its fault, and tries again later", async () => {
    const lines: [object, string][] = [];
    const { models, answerOf } = open({ log: { ...silentLog, error: (...line) => void lines.push(line) } });
    expect(await answerOf("old")).toBe("old");
    const error = new Error("its file is too short");
    gate("new").fail(error);
    for (let time = 0; time < 3; time++) expect(await answerOf("new")).toBe("old");
    expect(loads).toEqual(["old", "new"]);
    expect(models.faultOf("new")).toMatchObject({ error });
    expect([models.isDegraded, models.faultOf("old")]).toEqual([true, null]);
    expect(lines).toEqual([
      [{ space: platform.space, modelVersionId: "new", err: error }, 'Cannot load model "new": its file is too short'],
    ]);
    gates.delete("new");
    nowMs += 60_000;
    expect(await answerOf("new")).toBe("new");
    expect([models.isDegraded, models.faultOf("new")]).toEqual([false, null]);
  });

  test("follows a version that is wanted while another is still loading", async () => {
    const { answerOf } = open();
    expect(await answerOf("old")).toBe("old");
    const loading = gate("middle");
    const first = answerOf("middle");
    const second = answerOf("new");
    loading.open();
    expect(await Promise.all([first, second])).toEqual(["new", "new"]);
  });
});
