import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";

import type { UserId } from "../../src/domain/userId.js";
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
    const whole = { sequence: ["b", "a", "b"], seen: ["b", "a"], rejected: ["c"], events: 5 };
    expect(await histories.read(key(5n))).toEqual(whole);
    expect(await histories.read(key(2n))).toEqual({ sequence: ["b", "a"], seen: ["b", "a"], rejected: [], events: 2 });
    expect(await histories.read(key(0n))).toEqual({ sequence: [], seen: [], rejected: [], events: 0 });
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
