import { PassThrough } from "node:stream";

import { describe, expect, test } from "@jest/globals";

import { ImportProgressLines } from "../../src/commands/importProgressLines.js";
import type { ImportProgress } from "../../src/recommend/importProgress.js";

/** What is written of reports at given moments. */
function written(reports: readonly (readonly [atMs: number, ...Parameters<typeof progress>])[]): string[] {
  const stream = new PassThrough();
  let nowMs = 0;
  const lines = new ImportProgressLines(stream, () => nowMs);
  for (const [atMs, ...report] of reports) {
    nowMs = atMs;
    lines.show(progress(...report));
  }
  lines.stop();
  return ((stream.read() as Buffer | null)?.toString() ?? "").split("\n").slice(0, -1);
}

const progress = (phase: ImportProgress["phase"], rows: number, share: number): ImportProgress => ({
  ...{ phase, rows, share },
});

describe("ImportProgressLines", () => {
  test("writes rows, share, rows a second and the time left, every five seconds", () => {
    expect(
      written([
        [0, "SURVEY", 1, 0.001],
        [4_999, "SURVEY", 5_000, 0.1],
        [5_000, "SURVEY", 10_000, 0.2],
        [9_000, "SURVEY", 40_000, 0.8],
        [9_500, "INTERACTIONS", 1_000, 0.02],
        [10_500, "INTERACTIONS", 2_000, 0.04],
        [20_000, "INTERACTIONS", 50_000, 1],
      ]),
    ).toEqual([
      "Checking interactions: 10,000 rows, 20 %, 2,000 a second, 0:20 left",
      "Importing interactions: 2,000 rows, 4 %, 2,000 a second, 0:24 left",
      "Importing interactions: 50,000 rows, 100 %, 4,762 a second",
    ]);
  });

  test("says nothing of an import that is over soon, nor of a phase without rows", () => {
    expect(written([[4_000, "INTERACTIONS", 50_000, 1]])).toEqual([]);
    expect(written([[6_000, "USERS", 0, 1]])).toEqual([]);
  });
});
