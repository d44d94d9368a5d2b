import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { DomainError } from "../../src/domain/domainError.js";
import { itemId } from "../../src/domain/itemId.js";
import { spaceId } from "../../src/domain/spaceId.js";
import { userId } from "../../src/domain/userId.js";

const refusal = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    if (error instanceof DomainError) return { code: error.code, message: error.message };
    throw error;
  }
  return undefined;
};

describe("identifiers", () => {
  test.each([
    ["", "empty item id"],
    ["a\u0000b", "control character"],
    ["line\nbreak", "control character"],
    ["\ud800", "half a surrogate pair"],
    ["x".repeat(256), "256 characters"],
  ])("refuse %j", (raw, reason) => {
    expect(refusal(() => itemId(raw))).toMatchObject({ code: "BAD_INPUT", message: expect.stringContaining(reason) });
  });

  test("keep any other text exactly as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }), (raw) => {
        fc.pre(!/\p{Cc}/u.test(raw));
        expect(userId(raw)).toBe(raw);
      }),
    );
  });

  test.each(["Default", "a_b", "-a", "a-", "", "../x", "a".repeat(41)])("a space may not be called %j", (raw) => {
    expect(refusal(() => spaceId(raw))?.code).toBe("BAD_INPUT");
  });

  test("the kinds of id cannot be swapped", () => {
    const takesItem = (id: ReturnType<typeof itemId>) => id;
    // @ts-expect-error -- a user id is not an item id
    expect(takesItem(userId("u"))).toBe("u");
  });
});
