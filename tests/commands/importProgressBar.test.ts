import { PassThrough } from "node:stream";

import { describe, expect, test } from "@jest/globals";

import { ImportProgressBar } from "../../src/commands/importProgressBar.js";

/** What a bar draws on a terminal, without the codes that move the cursor. */
function drawn({ isTTY }: { isTTY: boolean }): string {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 200 });
  let nowMs = 0;
  const bar = new ImportProgressBar(stream as unknown as NodeJS.WriteStream, () => nowMs);
  bar.show({ phase: "INTERACTIONS", rows: 1, share: 0.001 });
  nowMs = 10_000;
  bar.show({ phase: "INTERACTIONS", rows: 25_000, share: 0.25 });
  bar.stop();
  const text = (stream.read() as Buffer | null)?.toString() ?? "";
  return text.replace(/\u001b(?:\[[0-9;?]*[A-Za-z]|[78])/g, "\n");
}

describe("ImportProgressBar", () => {
  test("shows phase, share, rows, rows a second and the time left", () => {
    expect(drawn({ isTTY: true })).toMatch(
      /Importing interactions \[=+-+\] 25% \| 25,000 rows \| 2,500 a second \| 0:30 left/,
    );
  });

  test("says nothing where there is no terminal", () => {
    expect(drawn({ isTTY: false })).toBe("");
  });
});
