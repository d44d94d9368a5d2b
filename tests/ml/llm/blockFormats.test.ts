import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { BLOCK_FORMATS } from "../../../src/ml/llm/gguf/blockFormats.js";

interface Blocks {
  readonly ggmlType: number;
  readonly blockSize: number;
  readonly bytesPerBlock: number;
  readonly bytes: string;
  readonly values: readonly number[];
}

const readBlocks = () =>
  (
    JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", "ggufBlocks.json"), "utf8")) as {
      readonly types: Readonly<Record<string, Blocks>>;
    }
  ).types;

describe("BLOCK_FORMATS", () => {
  test.each(["F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q4_K", "Q5_K", "Q6_K"])(
    "widens %s to the numbers that ggml does, bit for bit",
    (name) => {
      const golden = readBlocks()[name]!;
      const known = BLOCK_FORMATS.get(golden.ggmlType)!;
      expect([known.name, known.format.size, known.format.bytes]).toEqual([
        name,
        golden.blockSize,
        golden.bytesPerBlock,
      ]);
      const bytes = Uint8Array.from(Buffer.from(golden.bytes, "base64"));
      const values = new Float32Array(golden.values.length);
      known.format.intoFloats(new DataView(bytes.buffer), values);
      const wrong = golden.values.findIndex((value, at) => values[at] !== Math.fround(value));
      expect(wrong).toBe(-1);
    },
  );
});
