import { expect } from "@jest/globals";

import type { LossAndGradients } from "../../../../src/ml/llm-srec/lossAndGradients.js";

/** Fails, naming the parameter, unless all gradients agree up to a share of their largest number. */
export function expectSameGradients(
  actual: LossAndGradients,
  expected: Pick<LossAndGradients, "loss" | "gradients">,
  share = 1e-4,
): void {
  expect(actual.loss).toBeCloseTo(expected.loss, 4);
  expect(Object.keys(actual.gradients).toSorted()).toEqual(Object.keys(expected.gradients).toSorted());
  for (const [name, values] of Object.entries(expected.gradients)) {
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const worst = values.reduce((most, value, at) => Math.max(most, Math.abs(value - actual.gradients[name]![at]!)), 0);
    expect({ name, isSame: worst <= share * largest }).toEqual({ name, isSame: true });
  }
}
