import { describe, expect, test } from "@jest/globals";

import { ParameterAverage } from "../../../src/ml/train/parameterAverage.js";

const parameters = (value: number) => ({ weight: { shape: [2], data: Float32Array.of(value, -value) } });

function meanAfter(steps: number, power: number): { mean: number; sampled: number[] } {
  const average = new ParameterAverage(power);
  const sampled: number[] = [];
  for (let step = 1; step <= steps; step++) {
    average.observe(step, () => {
      sampled.push(step);
      return parameters(step);
    });
  }
  const [mean = Number.NaN, negative = Number.NaN] = average.parameters!["weight"]!.data;
  expect(negative).toBeCloseTo(-mean, 4);
  return { mean, sampled };
}

describe("ParameterAverage", () => {
  test("weighs steps by a power of their number", () => {
    // The mean of t with weights t^4 up to n is near 5 / 6 n
    for (const steps of [50, 500, 5_000]) expect(meanAfter(steps, 4).mean / steps).toBeCloseTo(5 / 6, 1);
    expect(meanAfter(500, 1).mean / 500).toBeCloseTo(2 / 3, 1);
  });

  test("is the first sample while there is no other, and has none before", () => {
    expect(new ParameterAverage(4).parameters).toBeNull();
    expect(meanAfter(1, 4).mean).toBe(1);
  });

  test("samples every step at first, then one in every fiftieth of the steps so far", () => {
    const { sampled } = meanAfter(5_000, 4);
    expect(sampled.slice(0, 40)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    expect(sampled.length).toBeLessThan(300);
    expect(sampled.at(-1)).toBeGreaterThan(4_900);
  });
});
