import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";

import { ndcgAt10 } from "../../bench/acceptance/ndcgAt10.js";
import { readHeldOutUsers } from "../../bench/acceptance/readHeldOutUsers.js";
import { shuffled } from "../../bench/acceptance/shuffled.js";
import type { GraphqlClient } from "../../bench/client/graphqlClient.js";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sequitur-acceptance-test-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe("readHeldOutUsers()", () => {
  test("reads our own format, keeps the order of equal times, and leaves out who has one item only", async () => {
    const rows = ["userId,itemId,timestamp,rating", "ann,c,3,5", "ann,a,1,5", "ann,b,3,5", "bob,a,1,5", ""].join("\n");
    await writeFile(join(folder, "interactions.csv.gz"), gzipSync(rows));
    expect(await readHeldOutUsers(folder)).toEqual([{ id: "ann", history: ["a", "c"], heldOut: "b" }]);
  });

  test("reads MovieLens-100K's own file", async () => {
    await writeFile(join(folder, "u.data"), "7\t20\t5\t881250949\n7\t10\t3\t881250900\n");
    expect(await readHeldOutUsers(folder)).toEqual([{ id: "7", history: ["10"], heldOut: "20" }]);
  });

  test("refuses a folder without interactions", async () => {
    await expect(readHeldOutUsers(folder)).rejects.toThrow("interactions.csv[.gz] or u.data is wanted");
  });
});

describe("shuffled()", () => {
  const list = Array.from({ length: 50 }, (_unused, index) => String(index));

  test("keeps every element, the same way for one seed and another for another", () => {
    expect(shuffled(list, "ann").toSorted()).toEqual(list.toSorted());
    expect(shuffled(list, "ann")).toEqual(shuffled(list, "ann"));
    expect(shuffled(list, "ann")).not.toEqual(shuffled(list, "bob"));
    expect(shuffled(list, "ann")).not.toEqual(list);
  });
});

describe("ndcgAt10()", () => {
  const items = "abcdefghij".split("");
  const clientThatAnswers = (ids: readonly string[]): GraphqlClient => {
    const answer = { recommendations: { edges: ids.map((id) => ({ node: { id } })) } };
    return { request: () => Promise.resolve(answer) } as unknown as GraphqlClient;
  };
  const user = (heldOut: string) => ({ id: heldOut, history: [], heldOut });

  test("is the mean of 1 / log2(place + 1), and 0 for what is not among the ten", async () => {
    const users = [user("a"), user("c"), user("z")];
    const score = await ndcgAt10(clientThatAnswers(items), users, ({ id }) => ({ userId: id }));
    expect(score).toBeCloseTo((1 + 0.5 + 0) / 3, 12); // float64
  });

  test("refuses a page that is not full", async () => {
    const score = ndcgAt10(clientThatAnswers(items.slice(1)), [user("a")], ({ id }) => ({ userId: id }));
    await expect(score).rejects.toThrow("9 items came, 10 are wanted");
  });
});
