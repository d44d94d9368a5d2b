import { describe, expect, test } from "@jest/globals";

import { attributeList } from "../../src/resolvers/attributeList.js";
import { attributeRecord } from "../../src/resolvers/attributeRecord.js";

describe("attributeRecord()", () => {
  test("takes each value by its type, falsy ones too", () => {
    const record = attributeRecord([
      { key: "maker", value: { string: "" } },
      { key: "year", value: { number: 0 } },
      { key: "new", value: { boolean: false } },
      { key: "tags", value: { strings: [] } },
    ]);
    expect(record).toEqual({ maker: "", year: 0, new: false, tags: [] });
  });

  test("is absent where no list was sent, and empty where an empty one was", () => {
    expect(attributeRecord(undefined)).toBeUndefined();
    expect(attributeRecord(null)).toBeUndefined();
    expect(attributeRecord([])).toEqual({});
  });

  test("refuses a name that comes twice", () => {
    const twice = { key: "a", value: { number: 1 } };
    expect(() => attributeRecord([twice, twice])).toThrow('Cannot write attribute "a" twice: each name once is wanted');
  });

  test("sets no prototype, whatever a name is", () => {
    const record = attributeRecord([{ key: "__proto__", value: { string: "x" } }]);
    expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
    expect(Object.entries(record!)).toEqual([["__proto__", "x"]]);
  });
});

describe("attributeList()", () => {
  test("is sorted by name, with one value field set", () => {
    expect(attributeList({ b: ["x"], a: 1.5, c: false })).toEqual([
      { key: "a", string: null, number: 1.5, boolean: null, strings: null },
      { key: "b", string: null, number: null, boolean: null, strings: ["x"] },
      { key: "c", string: null, number: null, boolean: false, strings: null },
    ]);
  });
});
