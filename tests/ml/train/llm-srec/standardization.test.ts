import { describe, expect, test } from "@jest/globals";

import { standardizeHead } from "../../../../src/ml/llm-srec/standardizeHead.js";
import { standardizationOf, standardize } from "../../../../src/ml/train/llm-srec/standardization.js";

describe("standardizationOf()", () => {
  test("brings columns to mean 0 and deviation 1, and skips the rows before the first", () => {
    const values = Float32Array.of(9, 9, 1, 10, 3, 30);
    const standardization = standardizationOf(values, 2, 1);
    expect([...standardization.means]).toEqual([2, 20]);
    [...standardize(values, standardization, 1)].forEach((value, at) => {
      expect(value).toBeCloseTo([9, 9, -1, -1, 1, 1][at]!, 5);
    });
  });

  test("leaves a row that comes later finite where a column was constant, but for rounding", () => {
    for (const constant of [0, 0.3, -7, 1e4]) {
      const rows = Float32Array.from({ length: 100 }, (_, row) => constant * (1 + (row % 2) * 2 ** -23));
      const standardization = standardizationOf(rows, 1);
      expect(standardization.deviations[0]).toBe(1);
      expect(standardize(Float32Array.of(constant + 0.5), standardization)[0]).toBeCloseTo(0.5, 2);
    }
  });

  test("takes a small deviation for what it is", () => {
    const { deviations } = standardizationOf(Float32Array.of(1, 1.001), 1);
    expect(deviations[0]).toBeCloseTo(0.0005, 5);
  });
});

describe("standardizeHead()", () => {
  test("does not divide by a deviation of 0", () => {
    const parameters = {
      "userHead.inner.weight": { shape: [1, 1], data: Float32Array.of(2) },
      "userHead.inner.bias": { shape: [1], data: Float32Array.of(1) },
    };
    const folded = standardizeHead(parameters, "userHead", { means: [3], deviations: [0] });
    expect([...folded["userHead.inner.weight"]!.data, ...folded["userHead.inner.bias"]!.data]).toEqual([2, -5]);
  });
});
