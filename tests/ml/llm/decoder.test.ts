import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { decode } from "../../../src/ml/llm/decoder.js";
import type { DecoderInput } from "../../../src/ml/llm/decoderInput.js";
import type { FrozenWeights } from "../../../src/ml/llm/frozenWeights.js";
import { openFrozenWeights } from "../../../src/ml/llm/openFrozenWeights.js";
import { tracedWeights } from "../../../src/ml/llm/tracedWeights.js";
import { writeFrozenWeights } from "../../../src/ml/llm/writeFrozenWeights.js";
import type { LlmCheckpoint } from "../../../src/ml/llm/llmCheckpoint.js";
import { llmWeight, type LlmWeights } from "../../../src/ml/llm/llmWeight.js";
import { openCheckpoint } from "../../../src/ml/llm/openCheckpoint.js";
import { realPositions } from "../../../src/ml/llm/realPositions.js";
import { withLayers } from "../../../src/ml/llm/withLayers.js";
import { embed } from "../../../src/ml/nn/embed.js";
import { openSession } from "../../../src/ml/runtime/session.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { traceGraph } from "../../../src/ml/trace/traceGraph.js";
import { eagerRuns, tracedRun } from "./harness/decoderRuns.js";
import { largestDifference } from "./harness/largestDifference.js";
import { tinyTensors, writeTinyModel } from "./harness/tinyModel.js";

const TOLERANCE = 1e-5;
const IDS = [[3, 1, 4, 1, 5, 9, 2], [6, 5, 3, 5, 8, 9, 7]]; // prettier-ignore
const [B, T, D] = [2, 7, 8];

let folder: string;
let checkpoint: LlmCheckpoint;
let frozen: FrozenWeights;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sequitur-llm-"));
  await writeTinyModel(folder);
  checkpoint = await openCheckpoint(folder);
  frozen = await writeFrozenWeights(checkpoint, folder);
});
afterAll(async () => {
  await checkpoint.close();
  await rm(folder, { recursive: true });
});

const ids = { data: Int32Array.from(IDS.flat()), shape: [B, T] };
const inputOf = (weights: LlmWeights, tokens: tf.Tensor, more: Partial<DecoderInput> = {}): DecoderInput => {
  const isReal = tf.ones([tokens.shape[0], tokens.shape[1]!], "int32");
  const embeddings = embed(llmWeight(weights, "embedding"), tokens);
  return { embeddings, isReal, positions: realPositions(isReal), maxPositions: 32, ...more };
};

describe("decode()", () => {
  test("never lets a later token change an earlier state, nor one row another", async () => {
    const runs = await eagerRuns(checkpoint);
    const before = await runs.states({ ids: IDS });
    const after = await runs.states({ ids: [IDS[0]!.with(4, 12), IDS[1]!] });
    expect(after.subarray(0, 4 * D)).toEqual(before.subarray(0, 4 * D));
    expect(after.subarray(T * D)).toEqual(before.subarray(T * D));
    expect(after.subarray(4 * D, 5 * D)).not.toEqual(before.subarray(4 * D, 5 * D));
    runs.close();
  });

  test("goes on from the keys and values of a beginning that all rows share", async () => {
    const P = 3;
    const { whole, parts } = await tracedRun(frozen)(
      (weights, { first, rest }) => {
        const { config } = frozen;
        const shared = tf.tile(first!, [B, 1]);
        const whole = decode(weights, inputOf(weights, tf.concat([shared, rest!], 1)), config).states;
        const { keyValues } = decode(weights, inputOf(weights, first!), config);
        const isReal = tf.ones([B, T], "int32");
        const input = inputOf(weights, rest!, { prefix: keyValues, positions: realPositions(isReal, P) });
        return { whole: tf.slice(whole, [0, P, 0], [B, T, D]), parts: decode(weights, input, config).states };
      },
      { first: { data: Int32Array.of(7, 7, 2), shape: [1, P] }, rest: ids },
    );
    expect(largestDifference(parts!, whole!)).toBeLessThan(TOLERANCE);
  });

  test("sends the same gradient back to what follows a beginning computed apart", async () => {
    const P = 3;
    const { whole, parts } = await tracedRun(frozen)(
      (weights, { first, soft }) => {
        const { config } = frozen;
        const gradientOf = (loss: (x: tf.Tensor) => tf.Tensor) => tf.grad((x) => tf.sum(tf.sin(loss(x))))(soft!);
        const { keyValues } = decode(weights, inputOf(weights, first!), config);
        const [all, own] = [tf.ones([1, P + 2], "int32"), tf.ones([1, 2], "int32")];
        const begin = embed(llmWeight(weights, "embedding"), first!);
        return {
          whole: gradientOf((x) => {
            const input = { embeddings: tf.concat([begin, x], 1), isReal: all, positions: realPositions(all), maxPositions: 8 }; // prettier-ignore
            return tf.slice(decode(weights, input, config).states, [0, P, 0], [1, 2, D]);
          }),
          parts: gradientOf((x) => {
            const input = { embeddings: x, isReal: own, positions: realPositions(own, P), maxPositions: 8, prefix: keyValues }; // prettier-ignore
            return decode(weights, input, config).states;
          }),
        };
      },
      {
        first: { data: Int32Array.of(7, 7, 2), shape: [1, P] },
        soft: { data: Float32Array.from({ length: 2 * D }, (_, at) => Math.sin(at + 1)), shape: [1, 2, D] },
      },
    );
    expect(largestDifference(parts!, whole!)).toBeLessThan(TOLERANCE);
  });

  test("computes the first layers only, as the budget says, and then the final norm", async () => {
    const one = { ...frozen, config: withLayers(frozen.config, 1) };
    const { cut, residual, states } = await tracedRun(frozen)(
      (weights, { ids: tokens }) => {
        const { states: cut, residual } = decode(weights, inputOf(weights, tokens!), one.config);
        return { cut, residual, states: decode(weights, inputOf(weights, tokens!), frozen.config).states };
      },
      { ids },
    );
    const gain = tinyTensors()["model.norm.weight"]!.data;
    const row = residual!.subarray(0, D);
    const root = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0) / D + frozen.config.normEpsilon);
    expect(largestDifference(cut!.subarray(0, D), row.map((value, at) => (value / root) * gain[at]!))).toBeLessThan(TOLERANCE); // prettier-ignore
    expect(largestDifference(cut!, states!)).toBeGreaterThan(0.1);
    expect(() => withLayers(frozen.config, 3)).toThrow("Cannot keep 3 layers: 1 to 2 are wanted");
    expect(() => withLayers(frozen.config, 0)).toThrow("Cannot keep 0 layers: 1 to 2 are wanted");
  });

  test("can be traced once for every number of rows and positions", async () => {
    const [rows, positions] = [7919, 7907];
    const graph = traceGraph((tracer) => {
      const weights = tracedWeights(tracer, frozen);
      const isReal = tracer.input("isReal", [rows, positions], "int32");
      const embeddings = embed(llmWeight(weights, "embedding"), tracer.input("ids", [rows, positions], "int32"));
      const input = { embeddings, isReal, positions: realPositions(isReal), maxPositions: 64 };
      return { states: decode(weights, input, frozen.config).states };
    });
    const path = join(folder, "any.onnx");
    await writeFile(path, graph.toOnnx({ symbolic: { [rows]: "rows", [positions]: "positions" } }));
    const session = await openSession(path, { threads: 1 });
    const runs = await eagerRuns(checkpoint);
    for (const batch of [IDS, [[1, 2, 3]]]) {
      const shape = [batch.length, batch[0]!.length];
      const data = Int32Array.from(batch.flat());
      const { states } = await session.run({ ids: { data, shape }, isReal: { data: data.map(() => 1), shape } });
      expect(largestDifference(states!.data as Float32Array, await runs.states({ ids: batch }))).toBeLessThan(TOLERANCE); // prettier-ignore
    }
    runs.close();
    await session.close();
  });

  test("refuses a prefix of another number of layers, and weights that are not there", () => {
    void tf.setBackend("cpu");
    const input = { embeddings: tf.zeros([1, 1, D]), isReal: tf.ones([1, 1], "int32"), positions: tf.zeros([1, 1], "int32"), maxPositions: 1 }; // prettier-ignore
    expect(() => decode({}, { ...input, prefix: [] }, frozen.config)).toThrow("Cannot go on from a prefix of 0 layers: 2 are wanted"); // prettier-ignore
    expect(() => decode({}, input, frozen.config)).toThrow('Cannot compute with weight "layer0.attentionNorm": it was not handed in'); // prettier-ignore
  });
});

describe("writeFrozenWeights()", () => {
  test("starts every tensor at a page, and leaves the model's files small", async () => {
    expect(Object.values(frozen.tensors).filter(({ offset }) => offset % 4096 !== 0)).toEqual([]);
    expect((await stat(join(folder, "any.onnx"))).size).toBeLessThan(40_000);
  });

  test("writes the first layers only, and can be opened again", async () => {
    const written = await writeFrozenWeights(checkpoint, folder, { layers: 1 });
    expect(written.config.layers).toBe(1);
    expect(Object.keys(written.tensors).filter((name) => name.startsWith("layer1"))).toEqual([]);
    expect(await openFrozenWeights(folder)).toEqual(written);
    frozen = await writeFrozenWeights(checkpoint, folder);
  });

  test("is told from a folder that holds no weights", async () => {
    await expect(openFrozenWeights(tmpdir())).rejects.toMatchObject({ code: "LANGUAGE_MODEL_UNUSABLE" });
  });
});
