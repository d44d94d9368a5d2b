import { describe, expect, test } from "@jest/globals";

import { UserVectorCache } from "../../../src/ml/serve/userVectorCache.js";

const known = (version: string) => ({ version, vector: Float32Array.of(Number(version)) });

describe("UserVectorCache", () => {
  test("gives exactly the version that is asked for, and the newest", () => {
    const cache = new UserVectorCache(10);
    cache.add("ada", known("1"));
    cache.add("ada", known("2"));
    expect([...cache.get("ada", "1")!.vector!]).toEqual([1]);
    expect(cache.get("ada", "3")).toBeNull();
    expect(cache.newest("ada")!.version).toBe("2");
    expect(cache.newest("bob")).toBeNull();
  });

  test("an earlier version that is computed again is not the newest", () => {
    const cache = new UserVectorCache(10);
    cache.add("ada", known("5"));
    cache.add("ada", known("3"), { isEarlier: true });
    expect(cache.newest("ada")!.version).toBe("5");
    expect([...cache.get("ada", "3")!.vector!]).toEqual([3]);
  });

  test("knows which version could not be read, and gives the one before it as the newest", () => {
    const cache = new UserVectorCache(10);
    cache.add("ada", known("1"));
    cache.add("ada", { version: "2", vector: null });
    expect(cache.get("ada", "2")).toEqual({ version: "2", vector: null });
    expect(cache.newest("ada")!.version).toBe("1");
  });

  test("keeps a few versions of a user, and forgets the longest unused users", () => {
    const cache = new UserVectorCache(2);
    for (const version of ["1", "2", "3", "4", "5"]) cache.add("ada", known(version));
    expect(cache.get("ada", "2")).toBeNull();
    expect(cache.get("ada", "3")).not.toBeNull();
    cache.add("ada", known("0"), { isEarlier: true });
    expect(cache.get("ada", "0")).not.toBeNull();
    cache.add("bob", known("1"));
    cache.get("ada", "5");
    cache.add("eve", known("1"));
    expect([cache.newest("ada"), cache.newest("bob"), cache.newest("eve")].map((found) => found !== null)).toEqual([true, false, true]); // prettier-ignore
  });
});
