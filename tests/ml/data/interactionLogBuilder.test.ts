import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import type { InteractionLog } from "../../../src/ml/data/interactionLog.js";
import { InteractionLogBuilder } from "../../../src/ml/data/interactionLogBuilder.js";

interface Row {
  readonly user: string;
  readonly item: string;
  readonly time: number;
}

function build(rows: readonly Row[]): InteractionLog {
  const builder = new InteractionLogBuilder();
  for (const { user, item, time } of rows) builder.add(user, item, time);
  return builder.build();
}

function sequenceOf(log: InteractionLog, userId: string): string[] {
  const user = log.userIds.indexOf(userId);
  return Array.from(log.rows.subarray(log.offsets[user], log.offsets[user + 1]), (row) => log.itemIds[row - 1]!);
}

const someRows = fc.array(
  fc.record({
    user: fc.constantFrom("u1", "u2", "u3"),
    item: fc.constantFrom("a", "b", "c", "d", "é"),
    time: fc.integer({ min: 0, max: 4 }),
  }),
  { maxLength: 40 },
);

describe("InteractionLogBuilder", () => {
  test("puts each user's interactions in the order of time, and equal times in the order of arrival", () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        const log = build(rows);
        for (const user of new Set(rows.map((row) => row.user))) {
          const own = rows.filter((row) => row.user === user).sort((a, b) => a.time - b.time);
          expect(sequenceOf(log, user)).toEqual(own.map(({ item }) => item));
        }
      }),
    );
  });

  test("numbers items by id, whatever the order of arrival", () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        expect(build(rows.toReversed()).itemIds).toEqual(build(rows).itemIds);
        expect(build(rows).itemIds).toEqual([...new Set(rows.map(({ item }) => item))].sort());
      }),
    );
  });

  test("keeps the times beside the rows they belong to", () => {
    const log = build([
      { user: "u", item: "b", time: 7.5 },
      { user: "u", item: "a", time: 3 },
    ]);
    expect(Array.from(log.rows)).toEqual([1, 2]);
    expect(Array.from(log.times!)).toEqual([3, 7.5]);
  });

  test("keeps the order of arrival where there are no times", () => {
    const builder = new InteractionLogBuilder();
    for (const item of ["z", "a", "m", "a"]) builder.add("u", item, null);
    const log = builder.build();
    expect(sequenceOf(log, "u")).toEqual(["z", "a", "m", "a"]);
    expect(log.times).toBeNull();
  });

  test("holds more interactions than its first capacity", () => {
    const builder = new InteractionLogBuilder();
    for (let i = 0; i < 5000; i++) builder.add(`u${i % 7}`, `i${i % 11}`, 5000 - i);
    expect(builder.length).toBe(5000);
    const log = builder.build();
    expect(log.offsets.at(-1)).toBe(5000);
    expect(sequenceOf(log, "u0").slice(0, 2)).toEqual([`i${4998 % 11}`, `i${4991 % 11}`]);
  });

  test("builds an empty log", () => {
    expect(new InteractionLogBuilder().build()).toMatchObject({ userIds: [], itemIds: [], times: null });
  });

  test("takes ids that are names of an object's own members", () => {
    expect(build([{ user: "__proto__", item: "constructor", time: 0 }]).itemIds).toEqual(["constructor"]);
  });

  test("refuses times that are not finite, and logs that have times only in part", () => {
    const builder = new InteractionLogBuilder();
    expect(() => builder.add("u", "a", Number.NaN)).toThrow(RangeError);
    expect(() => builder.add("u", "a", Infinity)).toThrow(RangeError);
    builder.add("u", "a", 1);
    expect(() => builder.add("u", "a", null)).toThrow(TypeError);
  });
});
