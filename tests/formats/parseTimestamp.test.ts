import { describe, expect, test } from "@jest/globals";

import { parseTimestamp } from "../../src/formats/parseTimestamp.js";

const NOW_MS = Date.UTC(2024, 0, 1);

describe("parseTimestamp()", () => {
  test.each([
    ["874965478", "seconds", 874965478000],
    ["874965478.1236", "seconds", 874965478124],
    ["8.74965478e8", "seconds", 874965478000],
    [" 0 ", "seconds", 0],
    ["1588687728923", "milliseconds", 1588687728923],
    ["874965478", "any", 874965478000],
    ["1588687728923", "any", 1588687728923],
    ["2020-05-05", "any", Date.UTC(2020, 4, 5)],
    ["2020-05-05 14:08:48", "any", Date.UTC(2020, 4, 5, 14, 8, 48)],
    ["2020-05-05T14:08:48.923Z", "any", Date.UTC(2020, 4, 5, 14, 8, 48, 923)],
    ["2020-05-05T14:08:48+02:00", "any", Date.UTC(2020, 4, 5, 12, 8, 48)],
    ["17", "ordinal", 17],
  ] as const)("reads %j in %s", (raw, notation, expected) => {
    expect(parseTimestamp(raw, notation, NOW_MS)).toBe(expected);
  });

  test.each([
    ["NaN", "seconds", 'Cannot use time "NaN": a finite number is wanted'],
    ["1e999", "seconds", 'Cannot use time "1e999": a finite number is wanted'],
    ["", "seconds", 'Cannot use time "": a finite number is wanted'],
    ["0x10", "seconds", 'Cannot use time "0x10": a finite number is wanted'],
    ["Infinity", "milliseconds", 'Cannot use time "Infinity": a finite number is wanted'],
    ["-1", "seconds", 'Cannot use time "-1": it is before 1970'],
    ["253370764800", "seconds", "seconds since 1970 are wanted, it looks like milliseconds"],
    ["1588687728923", "seconds", "seconds since 1970 are wanted, it looks like milliseconds"],
    ["1704067201", "seconds", "it is in the future, in the year 2024"],
    ["253370764800000", "milliseconds", "it is in the future, in the year 9999"],
    ["1e300", "milliseconds", 'Cannot use time "1e300": it is in the future'],
    ["9999-01-01", "any", "it is in the future, in the year 9999"],
    ["2023-02-31", "any", 'Cannot use time "2023-02-31": there is no such date'],
    ["2023-13-01", "any", 'Cannot use time "2023-13-01": there is no such date'],
    ["yesterday", "any", 'Cannot use time "yesterday": a finite number is wanted'],
    ["1.5", "ordinal", 'Cannot use position "1.5": a whole number from 0 to'],
    ["-1", "ordinal", 'Cannot use position "-1": a whole number from 0 to'],
  ] as const)("refuses %j in %s", (raw, notation, message) => {
    expect(() => parseTimestamp(raw, notation, NOW_MS)).toThrow(message);
  });
});
