import { describe, expect, test } from "@jest/globals";

import { readTrainingLog } from "../../src/commands/readTrainingLog.js";
import { dataFolder } from "../formats/dataFolder.js";

describe("readTrainingLog()", () => {
  test("takes positive events only, as the data set says what its types mean", async () => {
    const data = dataFolder({
      "interactions.csv": [
        "userId,itemId,timestamp,type",
        "a,bought,1,purchase",
        "a,seen,2,view",
        "a,hidden,3,hide",
        "a,rated,4,rating",
        "",
      ].join("\n"),
      "dataset.json": JSON.stringify({ name: "shop", timestampKind: "ordinal", eventMeanings: { view: "IGNORED" } }),
    });
    const { log, name, eventMeanings, faultyRows } = await readTrainingLog({ data, format: "auto" }, () => undefined);
    expect(name).toBe("shop");
    expect(eventMeanings).toEqual({ view: "IGNORED" });
    expect(log.itemIds).toEqual(["bought", "rated"]);
    expect(log.times).toBeNull(); // an order is no date
    expect(faultyRows).toBe(0);
  });

  test("keeps the times of events where they are dates", async () => {
    const data = dataFolder({ "interactions.csv": "userId,itemId,timestamp\na,x,1000000000\n" });
    const { log } = await readTrainingLog({ data, format: "auto" }, () => undefined);
    expect(log.times).toEqual(Float64Array.of(1_000_000_000_000));
  });

  test("knows when the data was taken, where dataset.json has a date", async () => {
    const taken = "2026-02-28T12:30:00.000Z";
    for (const [cutOff, expected] of [
      [{ lastSequence: "7", takenAt: taken }, taken],
      ["2026-02-28T13:30:00+01:00", taken],
      ["spring", null],
      [{ year: 2026 }, null],
      [undefined, null],
    ] as const) {
      const data = dataFolder({
        "interactions.csv": "userId,itemId,timestamp\na,x,1\n",
        "dataset.json": JSON.stringify({ cutOff }),
      });
      expect((await readTrainingLog({ data, format: "auto" }, () => undefined)).cutOff).toBe(expected);
    }
  });

  test("shows the first faulty rows and counts the others", async () => {
    const rows = Array.from({ length: 8 }, (_, i) => `a,,${i}`);
    const data = dataFolder({ "interactions.csv": ["userId,itemId,timestamp", ...rows, "a,x,9", ""].join("\n") });
    const lines: string[] = [];
    const { faultyRows } = await readTrainingLog({ data, format: "auto" }, (line) => lines.push(line));
    expect(faultyRows).toBe(8);
    expect(lines).toHaveLength(6);
    expect(lines[0]).toMatch(/^Left out interactions\.csv:2: /);
    expect(lines.at(-1)).toBe("Left out 8 faulty rows in all");
  });
});
