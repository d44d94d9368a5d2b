import { describe, expect, test } from "@jest/globals";

import { hubProgressLines } from "../../src/commands/llm-srec/hubProgressLines.js";

describe("hubProgressLines()", () => {
  test("tells a long download now and then, and a short one not at all", () => {
    let [nowMs, text] = [0, ""];
    const stream = { write: (line: string) => (text += line) !== "" };
    const show = hubProgressLines(stream, () => nowMs);
    for (let bytes = 0; bytes <= 120e6; bytes += 10e6) {
      show({ file: "model.safetensors", bytes, totalBytes: 120e6 });
      nowMs += 1000;
    }
    expect(text).toBe("Downloading model.safetensors: 50 of 120 MB\nDownloading model.safetensors: 100 of 120 MB\n");
  });
});
