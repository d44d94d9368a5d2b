import { describe, expect, test } from "@jest/globals";

import { meaningOf } from "../../src/domain/eventMeaning.js";
import { roleIncludes, ROLES } from "../../src/domain/role.js";

describe("meaningOf()", () => {
  test("is positive by default, but for dislike and hide", () => {
    expect(["view", "dislike", "hide", "constructor", "__proto__"].map((type) => meaningOf({}, type))).toEqual([
      "POSITIVE",
      "NEGATIVE",
      "NEGATIVE",
      "POSITIVE",
      "POSITIVE",
    ]);
  });

  test("gives the space's own word", () => {
    expect(meaningOf({ dislike: "IGNORED", view: "NEGATIVE" }, "dislike")).toBe("IGNORED");
  });
});

describe("roleIncludes()", () => {
  test("orders reader, writer, admin", () => {
    expect(ROLES.map((held) => ROLES.filter((needed) => roleIncludes(held, needed)))).toEqual([
      ["READER"],
      ["READER", "WRITER"],
      ["READER", "WRITER", "ADMIN"],
    ]);
  });
});
