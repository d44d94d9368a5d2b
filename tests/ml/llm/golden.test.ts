import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { writeFrozenWeights } from "../../../src/ml/llm/writeFrozenWeights.js";
import type { LlmCheckpoint } from "../../../src/ml/llm/llmCheckpoint.js";
import { openCheckpoint } from "../../../src/ml/llm/openCheckpoint.js";
import { type DecoderRuns, eagerRuns, tracedRuns } from "./harness/decoderRuns.js";
import { largestDifference } from "./harness/largestDifference.js";
import { MODELS, testOnModels } from "./harness/modelsFolder.js";
import {
  type Golden,
  type GoldenFiles,
  type GoldenInputs,
  type GoldenOutputs,
  readGolden,
} from "./harness/readGolden.js";

const TINY = join(MODELS, "tiny");
const FIXTURES = join(import.meta.dirname, "fixtures");
const TOLERANCE = 1e-4;

/** Moves the padding of right-padded rows to the left. */
function leftPadded({ inputIds, attentionMask }: GoldenInputs["batch"]): {
  ids: number[][];
  isReal: number[][];
} {
  const rows = inputIds.map((ids, row) => {
    const mask = attentionMask[row]!;
    const real = ids.filter((_, at) => mask[at] === 1);
    const padding = ids.filter((_, at) => mask[at] === 0);
    return { ids: [...padding, ...real], isReal: [...padding.map(() => 0), ...real.map(() => 1)] };
  });
  return { ids: rows.map(({ ids }) => ids), isReal: rows.map(({ isReal }) => isReal) };
}

/** The largest error of everything that a golden file says. */
async function errors(runs: DecoderRuns, inputs: GoldenInputs, outputs: GoldenOutputs, width: number) {
  const rowsOf = (states: Float32Array) =>
    Array.from({ length: states.length / width }, (_, row) => states.subarray(row * width, (row + 1) * width));
  const short = rowsOf(await runs.states({ ids: [inputs.short.inputIds] }));
  const long = rowsOf(await runs.states({ ids: [inputs.long.inputIds] }));
  const { inputIds: ids, attentionMask: isReal } = inputs.batch;
  const T = ids[0]!.length;
  const lastOf = (states: Float32Array[], mask: readonly (readonly number[])[]) =>
    mask.map((row, at) => states[at * T + row.lastIndexOf(1)]!);
  const right = lastOf(rowsOf(await runs.states({ ids, isReal })), isReal);
  const left = leftPadded(inputs.batch);
  const moved = lastOf(rowsOf(await runs.states(left)), left.isReal);
  const soft = await runs.softToken(inputs.softToken);
  return {
    short: Math.max(...short.map((row, at) => largestDifference(row, outputs.short.lastHiddenState[at]!))),
    long: largestDifference(long.at(-1)!, outputs.long.lastHiddenStateAtLast),
    right: Math.max(...right.map((row, at) => largestDifference(row, outputs.batch.lastHiddenStateAtLastReal[at]!))),
    left: Math.max(...moved.map((row, at) => largestDifference(row, outputs.batch.lastHiddenStateAtLastReal[at]!))),
    softState: largestDifference(soft.last, outputs.softToken.lastHiddenStateAtLast),
    loss: Math.abs(soft.loss - outputs.softToken.loss),
    gradient: largestDifference(soft.gradient, outputs.softToken.gradient),
  };
}

/** The likeliest tokens after the short prompt. */
async function nextTokens(checkpoint: LlmCheckpoint, state: Float32Array, count: number) {
  const head = checkpoint.tensor(checkpoint.config.isTied ? "embedding" : "head");
  const rows = await head.readRows(0, head.shape[0]!);
  const logits = Array.from({ length: head.shape[0]! }, (_, id) => ({
    id,
    logit: state.reduce((sum, value, at) => sum + value * rows[id * state.length + at]!, 0),
  }));
  return logits.toSorted((a, b) => b.logit - a.logit).slice(0, count);
}

async function expectGolden(path: string, inputs: GoldenInputs, outputs: GoldenOutputs): Promise<void> {
  const checkpoint = await openCheckpoint(path);
  const { width } = checkpoint.config;
  const folder = await mkdtemp(join(tmpdir(), "sequitur-llm-"));
  const eager = await eagerRuns(checkpoint);
  const traced = tracedRuns(await writeFrozenWeights(checkpoint, folder));
  try {
    for (const [way, runs] of Object.entries({ eager, traced })) {
      const found = await errors(runs, inputs, outputs, width);
      if (process.env["SEQUITUR_SHOW_ERRORS"]) process.stderr.write(`${path} ${way} ${JSON.stringify(found)}\n`);
      for (const [what, error] of Object.entries(found)) {
        if (!(error <= TOLERANCE)) throw new Error(`${way}: ${what} differs by ${error}`);
      }
    }
    const states = await traced.states({ ids: [inputs.short.inputIds] });
    const expected = outputs.short.nextTokens;
    const likeliest = await nextTokens(checkpoint, states.slice(-width), expected.length);
    expect(likeliest.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    expect(largestDifference(likeliest.map(({ logit }) => logit), expected.map(({ logit }) => logit))).toBeLessThan(TOLERANCE); // prettier-ignore
  } finally {
    eager.close();
    await checkpoint.close();
    await rm(folder, { recursive: true });
  }
}

describe("decode(), eager and traced, gives the states, losses and gradients that transformers gives", () => {
  test("of the GGUF file among the fixtures, which is always there", async () => {
    const { inputs, files } = readGolden(FIXTURES) as GoldenFiles;
    await expectGolden(join(FIXTURES, "llama.Q4_0.gguf"), inputs, files["llama.Q4_0.gguf"]!);
  });

  testOnModels("tiny").each([
    "llama",
    "llama-f16",
    "llama-bf16",
    "llama-sharded",
    "llama-rope-llama3",
    "llama-rope-linear",
    "qwen2",
    "qwen3",
  ])("of the folder %s, on whichever side the padding is", async (name) => {
    const golden = readGolden(join(TINY, name)) as Golden;
    await expectGolden(join(TINY, name), golden, golden);
  });

  testOnModels("tiny").each(["F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1"])(
    "of the file llama.%s.gguf",
    async (type) => {
      const { inputs, files } = readGolden(join(TINY, "gguf")) as GoldenFiles;
      await expectGolden(join(TINY, "gguf", `llama.${type}.gguf`), inputs, files[`llama.${type}.gguf`]!);
    },
  );
});
