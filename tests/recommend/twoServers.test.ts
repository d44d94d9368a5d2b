import { appendFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";

import { poll } from "../jobs/poll.js";
import { publishMarkov } from "./markovVersion.js";
import { openTestPlatform, type TestPlatform } from "./testPlatform.js";

jest.setTimeout(120_000); // processes and databases take their time to start on a busy machine

const ITEMS = Array.from({ length: 12 }, (_, number) => `item-${String(number).padStart(2, "0")}`);
const FORWARD = ITEMS.slice(2).map((id, number) => [ITEMS[number]!, ITEMS[number + 1]!, id]);
const BACKWARD = FORWARD.map((walk) => walk.toReversed());

let one: TestPlatform;
let other: TestPlatform;

beforeAll(async () => {
  one = await openTestPlatform();
  other = await openTestPlatform({ beside: one });
  await one.catalogue.upsertItems(
    one.space,
    ITEMS.map((id) => ({ id, title: id })),
  );
  await publishMarkov(one, "forward", FORWARD);
  await publishMarkov(one, "backward", BACKWARD);
});

afterAll(async () => {
  await other.close();
  await one.close();
});

const ask = ({ recommender, space }: TestPlatform, first = 1) =>
  recommender.recommend(space, { history: [ITEMS[5]!] }, { first });
const best = async (platform: TestPlatform) => (await ask(platform)).edges[0]?.itemId;

describe("two servers on one database", () => {
  test("see each other's hidden, deleted and new items in their very next answer", async () => {
    const shown = async () => new Set((await ask(other, 100)).edges.map(({ itemId }) => itemId));
    expect(await shown()).toContain(ITEMS[1]);
    await one.catalogue.upsertItems(one.space, [{ id: ITEMS[1]!, title: "hidden", hidden: true }]);
    expect(await shown()).not.toContain(ITEMS[1]);
    await one.catalogue.deleteItems(one.space, [ITEMS[2]!]);
    expect(await shown()).not.toContain(ITEMS[2]);
    await one.catalogue.upsertItems(one.space, [{ id: ITEMS[1]!, title: "shown", hidden: false }]);
    await one.catalogue.upsertItems(one.space, [{ id: ITEMS[2]!, title: "back" }]);
    expect(await shown()).toEqual(new Set(ITEMS.filter((id) => id !== ITEMS[5])));
  });

  test("see each other's interactions in their very next answer", async () => {
    const { interactionLogger, space } = one;
    for (const [at, itemId] of ["item-00", "item-01", "item-02"].entries()) {
      await interactionLogger.log(space, [{ userId: "u", itemId, type: "view", occurredAt: new Date(at) }]);
      const { historyVersion, edges } = await other.recommender.recommend(space, { userId: "u" }, { first: 100 });
      expect(historyVersion).toBe(BigInt(at + 1));
      expect(edges.map(({ itemId: shown }) => shown)).not.toContain(itemId);
    }
  });

  test("end each other's keys with the next request", async () => {
    const { key, secret } = await one.apiKeys.create(one.space, { role: "READER", name: "shop window" });
    expect(await other.apiKeys.authenticate(secret)).toMatchObject({ id: key.id, spaceId: one.space, role: "READER" });
    await one.apiKeys.revoke(one.space, key.id);
    expect(await other.apiKeys.authenticate(secret)).toBeNull();
    expect(await other.apiKeys.authenticate("nonsense")).toBeNull();
  });

  test.each([[null], ["forward"]])(
    "answer each other's cursors without a repetition, ranked by model %p",
    async (version) => {
      if (version !== null) {
        await one.models.promote(one.space, version);
        expect((await ask(other)).modelVersionId).toBe(version);
      }
      const shown: string[] = [];
      let after: string | null = null;
      for (let turn = 0; turn < 4; turn++) {
        const { recommender, space } = turn % 2 === 0 ? one : other;
        const page = await recommender.recommend(space, { history: [ITEMS[5]!] }, { first: 3, after });
        shown.push(...page.edges.map(({ itemId }) => itemId));
        after = page.edges.at(-1)!.cursor;
        expect(page).toMatchObject({ modelVersionId: version, hasNextPage: turn < 3 });
      }
      expect(shown.toSorted()).toEqual(ITEMS.filter((id) => id !== ITEMS[5]));
    },
  );

  test("follow each other's promotions and drop no request over it", async () => {
    await one.models.promote(one.space, "forward");
    expect(await best(one)).toBe(ITEMS[6]);
    expect(await best(other)).toBe(ITEMS[6]); // in the very next answer, wherever it was promoted

    let isOver = false;
    const seen = new Set<string | null>();
    const clients = Array.from({ length: 8 }, async () => {
      while (!isOver) {
        const page = await ask(other, 5);
        expect(page.edges).toHaveLength(5);
        seen.add(page.modelVersionId);
      }
    });
    for (const version of ["backward", "forward", "backward"]) {
      await one.models.promote(one.space, version);
      expect((await ask(other)).modelVersionId).toBe(version);
    }
    isOver = true;
    await Promise.all(clients);
    expect(seen).toEqual(new Set(["forward", "backward"]));
    expect(await best(other)).toBe(ITEMS[4]);
  });

  test("keep answering from the last good model if the promoted one is corrupt, and never promote one themselves", async () => {
    await publishMarkov(one, "broken", FORWARD);
    await appendFile(join(one.home, "artifacts", one.space, "broken", "popularity.f32"), "x");
    await expect(one.models.promote(one.space, "broken")).rejects.toMatchObject({
      code: "ARTIFACT_CORRUPT",
      message: expect.stringMatching(/^Cannot promote model "broken": its files are .*; .* restore the artifacts/),
    });
    await one.repositories.versions.promote(one.space, "broken"); // as if it broke afterwards
    for (let time = 0; time < 3; time++) expect(await ask(other)).toMatchObject({ modelVersionId: "backward" });
    expect(other.models.servingFault(one.space, "broken")).toBe("ARTIFACT_CORRUPT");
    expect(other.models.degradedSpaces).toBe(1);
    expect(one.models.servingFault(one.space, "broken")).toBeUndefined(); // nobody has asked there since
    const third = await openTestPlatform({ beside: one });
    expect(await ask(third, 5)).toMatchObject({ modelVersionId: null, ranker: "POPULAR", edges: { length: 5 } });
    await third.close();
    await expect(one.models.promote(one.space, "never made")).rejects.toMatchObject({ code: "UNKNOWN_MODEL" });
    await one.models.promote(one.space, "forward");
    expect(await best(other)).toBe(ITEMS[6]);
    expect(other.models.degradedSpaces).toBe(0);
  });

  test("keep answering from the model before if the promoted one takes too long, and change over once it is there", async () => {
    const impatient = await openTestPlatform({ beside: one, switchWaitMs: 0 });
    const [before, after] = ["forward", "backward"];
    await one.models.promote(one.space, before);
    expect((await ask(impatient)).modelVersionId).toBe(before); // with nothing to stand in, the first answer waits
    await one.models.promote(one.space, after);
    expect(await ask(impatient, 5)).toMatchObject({ modelVersionId: before, edges: { length: 5 } });
    await poll(async () => (await ask(impatient)).modelVersionId === after);
    await impatient.close();
  });

  test("forget a deleted user's history in both, also once the id comes back", async () => {
    const { interactionLogger, users, recommender, space } = one;
    const log = (itemId: string) => interactionLogger.log(space, [{ userId: "gone", itemId, type: "view" }]);
    const shownTo = async (platform: TestPlatform) => {
      const page = await platform.recommender.recommend(space, { userId: "gone" }, { first: 100 });
      return page.edges.map(({ itemId }) => itemId);
    };
    await log(ITEMS[3]!);
    for (const platform of [one, other]) expect(await shownTo(platform)).not.toContain(ITEMS[3]);
    expect(await users.delete(space, "gone")).toBe(true);
    expect(await users.delete(space, "gone")).toBe(false);
    await expect(recommender.recommend(space, { userId: "gone" }, { first: 1 })).rejects.toMatchObject({
      code: "UNKNOWN_USER",
    });
    expect((await one.interactions.page(space, { first: 10, userId: "gone" })).edges).toEqual([]);
    await log(ITEMS[4]!);
    for (const platform of [one, other]) {
      expect(await shownTo(platform)).toContain(ITEMS[3]);
      expect(await shownTo(platform)).not.toContain(ITEMS[4]);
    }
  });
});
