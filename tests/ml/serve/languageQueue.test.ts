import { describe, expect, test } from "@jest/globals";

import { LanguageQueue } from "../../../src/ml/serve/languageQueue.js";

/** Work that ends when it is told to, and remembers that it began. */
function controlled(begun: string[]) {
  const ends = new Map<string, (value: string) => void>();
  return {
    work: (name: string) => () =>
      new Promise<string>((resolve) => {
        begun.push(name);
        ends.set(name, resolve);
      }),
    end: async (name: string) => {
      ends.get(name)!(name);
      await new Promise(setImmediate);
    },
  };
}

describe("LanguageQueue", () => {
  test("does one thing at a time, in order, and what may wait last", async () => {
    const begun: string[] = [];
    const { work, end } = controlled(begun);
    const queue = new LanguageQueue(10);
    const results = [
      queue.submit(work("a")),
      queue.submit(work("items"), { isBehind: true }),
      queue.submit(work("b")),
      queue.submit(work("c")),
    ];
    expect(begun).toEqual(["a"]);
    for (const name of ["a", "b", "c", "items"]) await end(name);
    expect(begun).toEqual(["a", "b", "c", "items"]);
    expect(await Promise.all(results)).toEqual(["a", "items", "b", "c"]);
  });

  test("does only the newest of what waits for one key, in the place of the first", async () => {
    const begun: string[] = [];
    const { work, end } = controlled(begun);
    const queue = new LanguageQueue(10);
    const running = queue.submit(work("ada 1"), { key: "ada" });
    const old = queue.submit(work("ada 2"), { key: "ada" });
    const other = queue.submit(work("bob"), { key: "bob" });
    const newest = queue.submit(work("ada 3"), { key: "ada" });
    expect(await old).toBeNull();
    for (const name of ["ada 1", "ada 3", "bob"]) await end(name);
    expect(await Promise.all([running, other, newest])).toEqual(["ada 1", "bob", "ada 3"]);
    expect(begun).toEqual(["ada 1", "ada 3", "bob"]);
  });

  test("leaves what is behind a turn after every eight others", async () => {
    const begun: string[] = [];
    const { work, end } = controlled(begun);
    const queue = new LanguageQueue(100);
    const users = Array.from({ length: 20 }, (_, user) => `user ${user}`);
    const submitted = [
      queue.submit(work(users[0]!)),
      ...["items 1", "items 2"].map((name) => queue.submit(work(name), { isBehind: true })),
      ...users.slice(1).map((name) => queue.submit(work(name))),
    ];
    for (let at = 0; at < 22; at++) await end(begun[at]!);
    await Promise.all(submitted);
    expect(begun).toEqual([...users.slice(0, 9), "items 1", ...users.slice(9, 17), "items 2", ...users.slice(17)]);
  });

  test("refuses what is beyond its bound, and gives up all that waits when it is cleared", async () => {
    const begun: string[] = [];
    const { work, end } = controlled(begun);
    const queue = new LanguageQueue(1);
    const running = queue.submit(work("a"));
    const waiting = queue.submit(work("b"));
    let refused = 0;
    expect(await queue.submit(work("c"), { onRefused: () => refused++ })).toBeNull();
    expect(refused).toBe(1);
    const behind = queue.submit(work("d"), { isBehind: true });
    queue.clear();
    expect(await Promise.all([waiting, behind])).toEqual([null, null]);
    await end("a");
    expect(await running).toBe("a");
    expect(begun).toEqual(["a"]);
  });

  test("goes on after work that failed", async () => {
    const queue = new LanguageQueue(10);
    const failed = queue.submit(() => Promise.reject(new Error("no")));
    const next = queue.submit(() => Promise.resolve(1));
    await expect(failed).rejects.toThrow("no");
    expect(await next).toBe(1);
  });
});
