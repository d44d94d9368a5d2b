import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { openFrozenWeights } from "../../../src/ml/llm/openFrozenWeights.js";
import type { LlmCheckpoint } from "../../../src/ml/llm/llmCheckpoint.js";
import { openCheckpoint } from "../../../src/ml/llm/openCheckpoint.js";
import { quantizeMatrix } from "../../../src/ml/llm/quantizeMatrix.js";
import { writeFrozenWeights } from "../../../src/ml/llm/writeFrozenWeights.js";
import { seededFloats } from "../harness/seededFloats.js";
import { cosine } from "./harness/cosine.js";
import { tracedRuns } from "./harness/decoderRuns.js";
import { type GoldenFiles, readGolden } from "./harness/readGolden.js";

const FIXTURES = join(import.meta.dirname, "fixtures");
const LEAST_COSINE = 0.999;

describe("quantizeMatrix()", () => {
  test("keeps every weight to half a step of its block, and fills the last block with zeros", () => {
    const [rows, width, block] = [5, 40, 16];
    const values = seededFloats(rows * width, 1);
    values.fill(0, 0, block); // a block of zeros
    const { numbers, scales } = quantizeMatrix(values, width, block);
    expect([numbers.length, scales.length]).toEqual([rows * 3 * block, rows * 3]);
    numbers.forEach((number, at) => {
      const [row, column] = [Math.floor(at / (3 * block)), at % (3 * block)];
      const step = scales[Math.floor(at / block)]!;
      const exact = column < width ? values[row * width + column]! : 0;
      expect(Math.abs((number - 128) * step - exact)).toBeLessThanOrEqual(step * 0.501);
    });
  });
});

describe("decode() with weights in eight bits", () => {
  const { inputs, files } = readGolden(FIXTURES) as GoldenFiles;
  const outputs = files["llama.Q4_0.gguf"]!;
  let folder: string;
  let checkpoint: LlmCheckpoint;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sequitur-llm-"));
    checkpoint = await openCheckpoint(join(FIXTURES, "llama.Q4_0.gguf"));
  });
  afterAll(async () => {
    await checkpoint.close();
    await rm(folder, { recursive: true });
  });

  test.each([
    [16, false, 0.999],
    [32, false, 0.999],
    [16, true, 0.998],
    [32, true, 0.998],
  ] as const)(
    "gives nearly the states and the gradient of float32: blocks of %i, inputs rounded: %s",
    async (block, roundsInputs, leastOfGradient) => {
      const frozen = await writeFrozenWeights(checkpoint, folder, { form: "both", block });
      const runs = tracedRuns(frozen, { roundsInputs });
      const states = await runs.states({ ids: [inputs.short.inputIds] });
      expect(cosine(states, outputs.short.lastHiddenState.flat())).toBeGreaterThan(LEAST_COSINE);
      const { gradient } = await runs.softToken(inputs.softToken);
      expect(cosine(gradient, outputs.softToken.gradient)).toBeGreaterThan(leastOfGradient);
    },
  );

  test("needs a quarter of the room for the layers, and has no gradient then", async () => {
    const exact = await writeFrozenWeights(checkpoint, folder);
    const written = await writeFrozenWeights(checkpoint, folder, { form: "int8" });
    const matrices = Object.entries(written.quantized);
    const bytes = matrices.reduce((sum, [, { numbers, scales }]) => sum + numbers.length + scales.length, 0);
    const before = matrices.reduce((sum, [name]) => sum + exact.tensors[name]!.length, 0);
    expect(bytes / before).toBeCloseTo((1 + 4 / 32) / 4, 3);
    expect(Object.keys(written.tensors)).not.toContain("layer0.query");
    expect(await openFrozenWeights(folder)).toEqual(written);
    const runs = tracedRuns(written);
    const states = await runs.states({ ids: [inputs.short.inputIds] });
    expect(cosine(states, outputs.short.lastHiddenState.flat())).toBeGreaterThan(LEAST_COSINE);
    await expect(runs.softToken(inputs.softToken)).rejects.toThrow("the exact one is wanted too");
  });
});
