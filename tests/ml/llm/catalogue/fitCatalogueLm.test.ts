import { describe, expect, test } from "@jest/globals";

import { seededRandom } from "../../../../src/ml/data/seededRandom.js";
import { catalogueConfigFile } from "../../../../src/ml/llm/catalogue/catalogueConfigFile.js";
import type { CatalogueShape } from "../../../../src/ml/llm/catalogue/catalogueShape.js";
import { type CatalogueLmFit, fitCatalogueLm } from "../../../../src/ml/llm/catalogue/fitCatalogueLm.js";
import { StepPlan } from "../../../../src/ml/llm/catalogue/stepPlan.js";
import { packTokenRows } from "../../../../src/ml/llm/catalogue/tokenRows.js";
import { parseLlmConfig } from "../../../../src/ml/llm/parseLlmConfig.js";

const SHAPE: CatalogueShape = {
  ...{ layers: 1, width: 32, heads: 1, keyValueHeads: 1, hiddenWidth: 32 },
  ...{ batch: { rows: 2, positions: 8 }, learningRate: 1e-2 },
};
const VOCABULARY = 12;
const measuredBy = (ids: readonly number[]) => {
  const left = [Int32Array.from(ids)];
  return [packTokenRows(SHAPE.batch, () => left.shift())];
};

/** Learns that tokens follow each other by their numbers. */
function fit(changes: Partial<CatalogueLmFit> = {}) {
  return fitCatalogueLm({
    config: parseLlmConfig("config.json", catalogueConfigFile(SHAPE, VOCABULARY)),
    shape: SHAPE,
    documents: { texts: [Int32Array.of(0, 1, 2, 3, 4)], prompts: [Int32Array.of(0, 2, 3, 4, 5)] },
    measured: measuredBy([0, 1, 2, 3, 4]),
    ...{ mostSteps: 200, endMs: 1, seed: 1, random: seededRandom(1), threads: 1, backend: "onnx", clock: () => 0 },
    onProgress: () => undefined,
    signal: undefined,
    ...changes,
  });
}

describe("fitCatalogueLm()", () => {
  test("learns what follows what", async () => {
    const { loss, lossAtStart, steps } = await fit();
    expect(lossAtStart).toBeCloseTo(Math.log(VOCABULARY), 1);
    expect(loss).toBeLessThan(0.5);
    expect(steps).toBeGreaterThan(50);
  });

  test("ends early, and keeps the best weights, where what is measured gets worse", async () => {
    const losses: number[] = [];
    const { steps, loss } = await fit({
      measured: measuredBy([0, 11, 10, 9, 8, 7]),
      onProgress: (progress) => losses.push(progress.loss),
    });
    // Measured at each eighth of 200 steps: a first time, and twice more that are no better.
    expect(steps).toBe(75);
    expect(loss).toBeGreaterThan(Math.log(VOCABULARY));
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
  });

  test("is told where the loss is not finite", async () => {
    await expect(fit({ shape: { ...SHAPE, learningRate: 1e38 } })).rejects.toMatchObject({
      code: "TRAINING_FAILED",
      message: expect.stringMatching(/^Cannot train the catalogue LM: the loss is \S+ at step \d+, a finite one is wanted$/), // prettier-ignore
    });
  });
});

describe("StepPlan", () => {
  test("plans as many steps as the time allows once it knows how long one takes", () => {
    let nowMs = 0;
    const plan = new StepPlan(10_000, 100_000, 1_000, () => nowMs);
    for (let step = 1; step <= 10; step++) {
      nowMs += step === 1 ? 5_000 : 100;
      plan.afterStep(step);
    }
    // 94.1 s are left, of which 9 measurements take 9 s, and a step takes 105 ms with caution.
    expect(plan.steps).toBe(10 + Math.floor((94_100 - 9_000) / 105));
    expect(plan.isOver()).toBe(false);
    nowMs = 99_000;
    expect(plan.isOver()).toBe(true);
  });

  test("plans anew when steps take another time than the first ones did", () => {
    let nowMs = 0;
    const plan = new StepPlan(10_000, 100_000, 0, () => nowMs);
    const planned = Array.from({ length: 80 }, (_, at) => {
      nowMs += at < 10 ? 1_000 : 100;
      plan.afterStep(at + 1);
      return plan.steps;
    });
    expect(planned[9]).toBe(10 + Math.floor(90_000 / 1_050));
    expect(planned[18]).toBe(planned[9]);
    expect(planned[79]).toBeGreaterThan(3 * planned[9]!);
  });

  test("never plans more steps than there may be, nor fewer than were made", () => {
    const planned = (mostSteps: number, endMs: number) => {
      let nowMs = 0;
      const plan = new StepPlan(mostSteps, endMs, 1_000, () => nowMs);
      for (let step = 1; step <= 10; step++) {
        nowMs += 100;
        plan.afterStep(step);
      }
      return plan.steps;
    };
    expect(planned(50, 1e9)).toBe(50);
    expect(planned(5_000, 1_000)).toBe(10);
  });

  test("raises the rate in a line and lets it fall to a twentieth", () => {
    const plan = new StepPlan(110, 1, 0, () => 0);
    expect(plan.learningRate(1, 2)).toBeCloseTo(0.2, 10);
    expect(plan.learningRate(10, 2)).toBe(2);
    expect(plan.learningRate(60, 2)).toBeCloseTo(1.05, 10);
    expect(plan.learningRate(110, 2)).toBeCloseTo(0.1, 10);
    expect(plan.learningRate(111, 2)).toBeCloseTo(0.1, 10);
  });

  test("measures a few times on the way, and at the end", () => {
    const plan = new StepPlan(100, 1, 0, () => 0);
    const measured = Array.from({ length: 100 }, (_, at) => at + 1).filter((step) => plan.isMeasured(step));
    expect(measured).toEqual([13, 26, 39, 52, 65, 78, 91, 100]);
  });
});
