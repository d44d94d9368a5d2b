import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect } from "@jest/globals";

import { decode } from "../../../src/ml/llm/decoder.js";
import type { FrozenWeights } from "../../../src/ml/llm/frozenWeights.js";
import { writeFrozenWeights } from "../../../src/ml/llm/writeFrozenWeights.js";
import { llmWeight } from "../../../src/ml/llm/llmWeight.js";
import { openCheckpoint } from "../../../src/ml/llm/openCheckpoint.js";
import { realPositions } from "../../../src/ml/llm/realPositions.js";
import { withLayers } from "../../../src/ml/llm/withLayers.js";
import { embed } from "../../../src/ml/nn/embed.js";
import { cosine } from "./harness/cosine.js";
import { tracedRun, tracedRuns } from "./harness/decoderRuns.js";
import { largestDifference } from "./harness/largestDifference.js";
import { MODELS, testOnModels } from "./harness/modelsFolder.js";
import { readGolden } from "./harness/readGolden.js";

const NAME = "SmolLM2-135M-Instruct";
const DEADLINE_MS = 300_000;
const STATE_TOLERANCE = 2e-3;
const LEAST_COSINE = 0.999;
const GRADIENT_TOLERANCE = 1e-3; // of the largest

interface SmolGolden {
  readonly texts: readonly {
    readonly text: string;
    readonly ids: readonly number[];
    readonly afterLayer6Last: readonly number[];
    readonly lastHidden: readonly number[];
    readonly lastHiddenNormOfEveryPosition: readonly number[];
  }[];
  readonly softTokenGradient: {
    readonly promptIds: readonly number[];
    readonly softTokenAt: number;
    readonly lossValue: number;
    readonly lastHidden: readonly number[];
    readonly gradientOfSoftToken: readonly number[];
  };
}

/** The golden soft token, which stands between two words of its prompt. */
function softTokenOf({ softTokenGradient: { promptIds, softTokenAt } }: SmolGolden, width: number) {
  return {
    inputIds: promptIds.toSpliced(softTokenAt, 0, 0),
    position: softTokenAt,
    embedding: Array.from({ length: width }, (_, i) => 0.05 * Math.sin(i + 1)),
    lossWeights: Array.from({ length: width }, (_, i) => Math.cos(i + 1)),
  };
}

/** All texts in one batch, padded on the left: the last states of all layers, and of six before any norm. */
async function lastStates(
  frozen: FrozenWeights,
  texts: readonly (readonly number[])[],
  options: { readonly roundsInputs?: boolean } = {},
) {
  const T = Math.max(...texts.map((ids) => ids.length));
  const padded = (values: readonly number[]) => [...new Array<number>(T - values.length).fill(0), ...values];
  const six = withLayers(frozen.config, 6);
  const shape = [texts.length, T];
  const outputs = await tracedRun(frozen, { ...options, threads: 2 })(
    (weights, { ids, isReal }) => {
      const embeddings = embed(llmWeight(weights, "embedding"), ids!);
      const input = { embeddings, isReal: isReal!, positions: realPositions(isReal!), maxPositions: T };
      return {
        states: decode(weights, input, frozen.config).states,
        residual: decode(weights, input, six).residual,
      };
    },
    {
      ids: { data: Int32Array.from(texts.flatMap(padded)), shape },
      isReal: { data: Int32Array.from(texts.flatMap((ids) => padded(ids.map(() => 1)))), shape },
    },
  );
  const { width } = frozen.config;
  return (output: "states" | "residual", row: number, fromEnd: number) =>
    outputs[output]!.subarray(((row + 1) * T - fromEnd) * width, ((row + 1) * T - fromEnd + 1) * width);
}

describe(`decode() of ${NAME}`, () => {
  testOnModels(NAME)(
    "gives the states and the soft token's gradient that PyTorch gives, through all 30 layers",
    async () => {
      const golden = readGolden(join(MODELS, NAME)) as SmolGolden;
      const checkpoint = await openCheckpoint(join(MODELS, NAME));
      const folder = await mkdtemp(join(tmpdir(), "sequitur-llm-"));
      try {
        const frozen = await writeFrozenWeights(checkpoint, folder);
        const stateOf = await lastStates(frozen, golden.texts.map(({ ids }) => ids)); // prettier-ignore
        golden.texts.forEach(({ ids, lastHidden, afterLayer6Last, lastHiddenNormOfEveryPosition }, row) => {
          expect(largestDifference(stateOf("states", row, 1), lastHidden)).toBeLessThan(STATE_TOLERANCE);
          expect(largestDifference(stateOf("residual", row, 1), afterLayer6Last)).toBeLessThan(STATE_TOLERANCE);
          const norms = ids.map((_, at) => Math.hypot(...stateOf("states", row, ids.length - at)));
          expect(largestDifference(norms, lastHiddenNormOfEveryPosition)).toBeLessThan(STATE_TOLERANCE);
        });

        const { lossValue, lastHidden, gradientOfSoftToken } = golden.softTokenGradient;
        const soft = await tracedRuns(frozen).softToken(softTokenOf(golden, frozen.config.width));
        const largest = Math.max(...gradientOfSoftToken.map(Math.abs));
        expect(largestDifference(soft.last, lastHidden)).toBeLessThan(STATE_TOLERANCE);
        expect(Math.abs(soft.loss - lossValue)).toBeLessThan(STATE_TOLERANCE);
        expect(largestDifference(soft.gradient, gradientOfSoftToken) / largest).toBeLessThan(GRADIENT_TOLERANCE);
      } finally {
        await checkpoint.close();
        await rm(folder, { recursive: true });
      }
    },
    DEADLINE_MS,
  );

  testOnModels(NAME)(
    "gives, with weights in eight bits, states and a gradient at a cosine of .999 and more from them",
    async () => {
      const golden = readGolden(join(MODELS, NAME)) as SmolGolden;
      const checkpoint = await openCheckpoint(join(MODELS, NAME));
      const folder = await mkdtemp(join(tmpdir(), "sequitur-llm-"));
      try {
        const frozen = await writeFrozenWeights(checkpoint, folder, { form: "both" });
        const stateOf = await lastStates(frozen, golden.texts.map(({ ids }) => ids), { roundsInputs: false }); // prettier-ignore
        golden.texts.forEach(({ lastHidden }, row) => {
          expect(cosine(stateOf("states", row, 1), lastHidden)).toBeGreaterThan(LEAST_COSINE);
        });
        const token = softTokenOf(golden, frozen.config.width);
        const { gradient } = await tracedRuns(frozen, { roundsInputs: false }).softToken(token);
        expect(cosine(gradient, golden.softTokenGradient.gradientOfSoftToken)).toBeGreaterThan(LEAST_COSINE);

        // With inputs rounded too, as serving does: the states, through few layers.
        const eight = { ...frozen, config: withLayers(frozen.config, 8) };
        const exact = await tracedRuns({ ...eight, quantized: {} }).softToken(token);
        const rounded = await tracedRuns(eight).softToken(token);
        expect(cosine(rounded.last, exact.last)).toBeGreaterThan(LEAST_COSINE);
      } finally {
        await checkpoint.close();
        await rm(folder, { recursive: true });
      }
    },
    DEADLINE_MS,
  );
});
