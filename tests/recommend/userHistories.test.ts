import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";

import { itemId } from "../../src/domain/itemId.js";
import { userId, type UserId } from "../../src/domain/userId.js";
import { UserHistories } from "../../src/recommend/userHistories.js";
import { openTestPlatform, type TestPlatform } from "./testPlatform.js";

jest.setTimeout(120_000); // processes and databases take their time to start on a busy machine

let platform: TestPlatform;

beforeAll(async () => {
  platform = await openTestPlatform();
  const { catalogue, interactionLogger, space } = platform;
  await catalogue.upsertItems(
    space,
    ["a", "b", "c"].map((id) => ({ id, title: id })),
  );
  for (const [at, [itemId, type]] of [
    ["b", "view"],
    ["a", "view"],
    ["b", "view"],
    ["c", "hide"],
    ["c", "idle"],
  ].entries())
    await interactionLogger.log(space, [{ userId: "u", itemId: itemId!, type: type!, occurredAt: new Date(at) }]);
});

afterAll(() => platform.close());

const key = (version: bigint) => ({
  ...{ space: platform.space, user: "u" as UserId, version, meanings: { idle: "IGNORED" } as const },
});

describe("UserHistories", () => {
  test("read the sequence, what was seen and what was rejected, as of any version", async () => {
    const histories = new UserHistories(platform.repositories.interactions);
    const whole = { sequence: ["b", "a", "b"], times: [0, 1, 2], seen: ["b", "a"], rejected: ["c"], events: 5 };
    expect(await histories.read(key(5n))).toEqual(whole);
    const two = { sequence: ["b", "a"], times: [0, 1], seen: ["b", "a"], rejected: [], events: 2 };
    expect(await histories.read(key(2n))).toEqual(two);
    expect(await histories.read(key(0n))).toEqual({ sequence: [], times: [], seen: [], rejected: [], events: 0 });
  });

  test("know no time of events that have an order and no date", async () => {
    const { repositories, space } = platform;
    const event = { itemId: itemId("a"), userId: userId("undated"), type: "view", value: null, requestId: null };
    await repositories.interactions.log(space, [
      { ...event, eventId: "dated", occurredAt: new Date(5), dated: true },
      { ...event, eventId: "undated", occurredAt: new Date(6), dated: false },
    ]);
    const histories = new UserHistories(repositories.interactions);
    const { sequence, times } = await histories.read({ ...key(1n), user: event.userId });
    expect([sequence, times]).toEqual([
      ["a", "a"],
      [5, null],
    ]);
  });

  test("are read once while they are kept, whoever asks, and anew once forgotten", () => {
    const histories = new UserHistories(platform.repositories.interactions);
    const first = histories.read(key(5n));
    expect(histories.read(key(5n))).toBe(first);
    expect(histories.read(key(4n))).not.toBe(first);
    expect(histories.read({ ...key(5n), meanings: {} })).not.toBe(first);
    histories.forget(platform.space, "u" as UserId);
    expect(histories.read(key(5n))).not.toBe(first);
  });

  test("drop the longest unused ones beyond their bound", async () => {
    const histories = new UserHistories(platform.repositories.interactions, 12);
    const first = histories.read(key(5n)); // 7 ids
    await first;
    await histories.read(key(0n)); // 1 id
    expect(histories.read(key(5n))).toBe(first);
    await histories.read(key(2n)); // 5 ids: too many together
    expect(histories.read(key(5n))).toBe(first);
    await histories.read(key(3n)); // 6 ids
    expect(histories.read(key(5n))).not.toBe(first);
  });
});
