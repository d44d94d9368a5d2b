import { describe, expect, test } from "@jest/globals";
import { parseValue } from "graphql";

import { DateTimeScalar } from "../../src/schema/dateTimeScalar.js";
import { FiniteFloatScalar } from "../../src/schema/finiteFloatScalar.js";
import { VersionScalar } from "../../src/schema/versionScalar.js";

const literal = (scalar: typeof DateTimeScalar | typeof FiniteFloatScalar, source: string): unknown =>
  scalar.parseLiteral(parseValue(source), {});

describe("DateTime", () => {
  test.each([
    ["1970-01-01T00:00:00Z", 0],
    ["2026-02-28T12:30:00.123456789Z", Date.UTC(2026, 1, 28, 12, 30, 0, 123)],
    ["2024-02-29T23:59:59-11:30", Date.UTC(2024, 2, 1, 11, 29, 59)],
    ["2026-02-28t12:30:00z", Date.UTC(2026, 1, 28, 12, 30)],
    ["9999-12-31T23:59:59-01:00", Date.UTC(10_000, 0, 1, 0, 59, 59)],
    ["1969-12-31T23:59:59Z", -1_000],
    ["0000-02-29T00:00:00Z", Date.parse("0000-02-29T00:00:00Z")],
  ])("reads %s", (raw, ms) => {
    expect(DateTimeScalar.parseValue(raw).getTime()).toBe(ms);
    expect((literal(DateTimeScalar, JSON.stringify(raw)) as Date).getTime()).toBe(ms);
  });

  test.each([
    "",
    "2026-02-28",
    "2026-02-28T12:30:00",
    "2026-02-28 12:30:00Z",
    "2026-02-30T00:00:00Z",
    "2023-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-00-10T00:00:00Z",
    "2026-02-28T24:00:00Z",
    "2026-02-28T12:60:00Z",
    "2026-02-28T12:30:60Z",
    "2026-02-28T12:30:00+24:00",
    "1900-02-29T00:00:00Z",
    "-001-01-01T00:00:00Z",
    "+012026-01-01T00:00:00Z",
    "now",
    "1767225600000",
  ])("refuses %p, and says what it wants", (raw) => {
    expect(() => DateTimeScalar.parseValue(raw)).toThrow(/^Cannot read time ".*": RFC 3339/);
    expect(() => literal(DateTimeScalar, JSON.stringify(raw))).toThrow(/^Cannot read time/);
  });

  test.each([1_767_225_600, true, null, {}])("refuses what is no string: %p", (raw) => {
    expect(() => DateTimeScalar.parseValue(raw)).toThrow(/^Cannot read time/);
  });

  test("refuses a literal number", () => {
    expect(() => literal(DateTimeScalar, "1767225600")).toThrow("Cannot read a time: a string is wanted");
  });

  test("writes UTC with milliseconds, and nothing but dates", () => {
    expect(DateTimeScalar.serialize(new Date(0))).toBe("1970-01-01T00:00:00.000Z");
    expect(() => DateTimeScalar.serialize("1970")).toThrow("a Date is wanted");
  });
});

describe("FiniteFloat", () => {
  test.each(["1e999", "-1e999", "1e309", `1${"0".repeat(400)}`])("refuses the literal %s", (source) => {
    expect(() => literal(FiniteFloatScalar, source)).toThrow(/^Cannot use -?Infinity as a number: a finite one/);
  });

  test.each([Infinity, -Infinity, NaN, "NaN", "1", null, true, {}])("refuses the variable %p", (raw) => {
    expect(() => FiniteFloatScalar.parseValue(raw)).toThrow(/^Cannot use .* as a number: a finite one is wanted$/);
  });

  test.each([
    ["0", 0],
    ["-0", -0],
    ["1e-400", 0],
    ["3.25", 3.25],
    ["9007199254740993", 9_007_199_254_740_992],
    ["-1.7976931348623157e308", -Number.MAX_VALUE],
  ])("reads the literal %s", (source, value) => {
    expect(literal(FiniteFloatScalar, source)).toBe(value);
  });

  test('refuses a literal string: "1"', () => {
    expect(() => literal(FiniteFloatScalar, '"1"')).toThrow("an integer or a decimal number is wanted");
  });
});

describe("Version", () => {
  test("keeps every digit of 64 bits", () => {
    expect(VersionScalar.serialize(9_223_372_036_854_775_807n)).toBe("9223372036854775807");
  });

  test("is only ever returned", () => {
    expect(() => VersionScalar.serialize(1)).toThrow("a bigint is wanted");
    expect(() => VersionScalar.parseValue("1")).toThrow("it is only ever returned");
  });
});
