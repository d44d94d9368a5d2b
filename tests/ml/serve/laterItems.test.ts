import { describe, expect, test } from "@jest/globals";

import type { Logger } from "../../../src/domain/logger.js";
import type { LaterItem } from "../../../src/ml/serve/laterItem.js";
import { LaterItems, type LaterItemsOptions } from "../../../src/ml/serve/laterItems.js";
import { until } from "./until.js";

/** Named for its age: "t9" is newer than "t1". */
const item = (number: number): LaterItem => {
  return { id: `t${number}`, title: `Title ${number}`, createdAtMs: number, recommendable: true };
};
const items = (...numbers: number[]): LaterItem[] => numbers.map(item);

/** Later items whose titles become their numbers; titles in `broken` cannot be read. */
function laterItems(options: Partial<LaterItemsOptions> = {}, broken: readonly string[] = []) {
  const [batches, forgotten, logged]: [string[][], string[], { fields: object; message: string }[]] = [[], [], []];
  const vectors = new Map<string, number>();
  const logAll = (fields: object, message: string) => logged.push({ fields, message });
  const log: Logger = { debug: logAll, info: logAll, warn: logAll, error: logAll };
  const later = new LaterItems({
    key: "space/model",
    compute: (titles) => {
      batches.push([...titles]);
      if (titles.some((title) => broken.includes(title))) return Promise.reject(new Error("no such letter"));
      return Promise.resolve(Float32Array.from(titles, (title) => Number(title.split(" ")[1])));
    },
    onVectors: (ids, made) => {
      for (const [at, id] of ids.entries()) vectors.set(id, made[at]!);
      return Promise.resolve();
    },
    onForgotten: (ids) => {
      forgotten.push(...ids);
      for (const id of ids) vectors.delete(id);
      return Promise.resolve();
    },
    store: undefined,
    vectorWidth: 1,
    log,
    ...options,
  });
  return { later, batches, forgotten, vectors, logged };
}

describe("LaterItems", () => {
  test("reads the newest first, and what comes meanwhile before what waits", async () => {
    const { later, batches, vectors } = laterItems({
      onVectors: (ids, made) => {
        if (vectors.size === 0) later.add(items(20));
        for (const [at, id] of ids.entries()) vectors.set(id, made[at]!);
        return Promise.resolve();
      },
    });
    later.add(items(1, 2, 3, 4, 5, 6, 7, 8, 9));
    await until(() => vectors.size === 10, "all vectors");
    const numbers = batches.map((titles) => titles.map((title) => Number(title.split(" ")[1])));
    expect(numbers).toEqual([
      [9, 8, 7, 6],
      [20, 5, 4, 3],
      [2, 1],
    ]);
    expect(vectors.get("t20")).toBe(20);
  });

  test("lets the oldest give way to newer ones where there are too many, and says so once", async () => {
    const { later, vectors, forgotten, logged } = laterItems({ mostVectors: 4, spareVectors: 1 });
    later.add(items(1, 2, 3, 4, 5));
    await until(() => vectors.size === 5, "the first vectors");
    expect(forgotten).toEqual([]);
    later.add(items(8, 9));
    await until(() => vectors.has("t8") && vectors.has("t9"), "the newer vectors");
    expect([...vectors.keys()].sort()).toEqual(["t4", "t5", "t8", "t9"]);
    expect(later.vectors()!.ids.toSorted()).toEqual(["t4", "t5", "t8", "t9"]);
    expect(forgotten).toEqual(["t3", "t2", "t1"]);
    later.add(items(10, 11));
    await until(() => vectors.has("t11"), "the newest vector");
    expect(logged.filter(({ message }) => message.startsWith("more new items than"))).toHaveLength(1);
  });

  test.each(["read", "write"] as const)("goes on by itself after the store failed to %s", async (failing) => {
    let failures = 0;
    const failOnce = (): Promise<never[]> => (failures++ === 0 ? Promise.reject(new Error("no connection")) : Promise.resolve([])); // prettier-ignore
    const store = {
      read: () => (failing === "read" ? failOnce() : Promise.resolve([])),
      write: async () => {
        if (failing === "write") await failOnce();
      },
    };
    const { later, vectors } = laterItems({ store, retryPauseMs: 1 });
    later.add(items(1, 2, 3, 4, 5, 6));
    await until(() => vectors.size === 6, "all vectors");
    expect(failures).toBeGreaterThan(1);
  });

  test("waits until the language model can be asked, and asks the store no second time", async () => {
    let [isThere, reads] = [false, 0];
    const store = {
      read: () => {
        reads++;
        return Promise.resolve([]);
      },
      write: () => Promise.resolve(),
    };
    let asked = 0;
    const compute = (titles: readonly string[]) => Promise.resolve(asked++ >= 0 && isThere ? new Float32Array(titles.length) : null); // prettier-ignore
    const { later, vectors } = laterItems({ store, compute });
    later.add(items(1, 2));
    await until(() => asked === 1, "the first question");
    isThere = true;
    later.resume();
    await until(() => vectors.size === 2, "all vectors");
    expect(reads).toBe(1);
  });

  test("sets a title that cannot be read aside, and reads the others", async () => {
    const { later, vectors, forgotten, logged, batches } = laterItems({}, ["Title 8"]);
    later.add(items(1, 2, 3, 4, 5, 6, 7, 8, 9));
    await until(() => vectors.size === 8, "the other vectors");
    expect(forgotten).toEqual(["t8"]);
    expect(logged).toMatchObject([{ fields: { itemId: "t8" }, message: "the title of a new item cannot be read; it is ranked last" }]); // prettier-ignore
    const tried = batches.flat().filter((title) => title === "Title 8");
    expect(tried).toHaveLength(2);
    later.add([{ ...item(8), title: "Title 80" }]);
    await until(() => vectors.get("t8") === 80, "the vector of its new title");
  });
});
