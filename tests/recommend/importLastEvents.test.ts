import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { itemId } from "../../src/domain/itemId.js";
import { userId } from "../../src/domain/userId.js";
import { ImportLastEvents } from "../../src/recommend/importLastEvents.js";

describe("ImportLastEvents", () => {
  test("finds for every user with two events or more the last one by time, then by order", () => {
    const event = fc.record({ user: fc.nat({ max: 2000 }), timestamp: fc.nat({ max: 3 }) });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 3000 }), (events) => {
        const lastEvents = new ImportLastEvents();
        const rowsByUser = new Map<number, number[]>();
        events.forEach(({ user, timestamp }, row) => {
          const parts = { itemId: itemId("i"), type: "view", value: null };
          lastEvents.add({ userId: userId(`u${user}`), timestamp, ...parts }, row);
          rowsByUser.set(user, [...(rowsByUser.get(user) ?? []), row]);
        });
        const time = (row: number) => events[row]?.timestamp ?? 0;
        const expected = [...rowsByUser.values()]
          .filter((rows) => rows.length > 1)
          .map((rows) => rows.toSorted((a, b) => time(a) - time(b) || a - b).at(-1) ?? -1);
        expect([...lastEvents.lastRows()]).toEqual(expected.toSorted((a, b) => a - b));
      }),
      { numRuns: 50 },
    );
  });
});
