import { describe, expect, test } from "@jest/globals";

import { whileKeyIsGood } from "../../src/resolvers/whileKeyIsGood.js";

async function* numbers(ended: { at?: string }): AsyncGenerator<number, void, void> {
  try {
    for (let i = 1; i <= 3; i++) yield await Promise.resolve(i);
    ended.at = "its end";
  } finally {
    ended.at ??= "a return";
  }
}

async function* silence(): AsyncGenerator<number, void, void> {
  await new Promise(() => undefined);
  yield 1;
}

const HOUR_MS = 3_600_000;

describe("whileKeyIsGood()", () => {
  test("passes a stream on to its end while the key is good", async () => {
    const ended: { at?: string } = {};
    const seen: number[] = [];
    const watch = { isKeyGood: () => Promise.resolve(true), keyCheckMs: HOUR_MS };
    for await (const number of whileKeyIsGood(numbers(ended), watch)) seen.push(number);
    expect({ seen, ended }).toEqual({ seen: [1, 2, 3], ended: { at: "its end" } });
  });

  test("holds back the first event after the key was revoked, and ends the source", async () => {
    const ended: { at?: string } = {};
    let isGood = true;
    const watched = whileKeyIsGood(numbers(ended), { isKeyGood: () => Promise.resolve(isGood), keyCheckMs: HOUR_MS });
    expect(await watched.next()).toEqual({ done: false, value: 1 });
    isGood = false;
    await expect(watched.next()).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await Promise.resolve();
    expect(ended).toEqual({ at: "a return" });
  });

  test("ends a silent stream too", async () => {
    const watched = whileKeyIsGood(silence(), { isKeyGood: () => Promise.resolve(false), keyCheckMs: 1 });
    await expect(watched.next()).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  test("returns at once, even while the source is silent", async () => {
    const watched = whileKeyIsGood(silence(), { isKeyGood: () => Promise.resolve(true), keyCheckMs: HOUR_MS });
    void watched.next();
    expect(await watched.return?.()).toEqual({ done: true, value: undefined });
  });
});
