import { describe, expect, test } from "@jest/globals";

import { seededRandom } from "../../../../src/ml/data/seededRandom.js";
import { sampleItems } from "../../../../src/ml/train/llm-srec/catalogueSoftmax.js";

describe("sampleItems()", () => {
  test("takes a small catalogue whole, in the order of its rows", () => {
    const { rows, corrections, targets } = sampleItems(Int32Array.of(3, 0, 1), 4, 9, seededRandom(1));
    expect([...rows]).toEqual([1, 2, 3, 4]);
    expect([...corrections]).toEqual([0, 0, 0, 0]);
    expect([...targets]).toEqual([2, -1, 0]);
  });

  test("holds every target once, and what is drawn besides stands for the rest of the catalogue", () => {
    const [itemCount, size] = [1_000, 100];
    const { rows, corrections, targets } = sampleItems(Int32Array.of(7, 0, 900, 7), itemCount, size, seededRandom(2));
    expect(new Set(rows).size).toBe(size);
    expect([...targets].map((place) => (place < 0 ? 0 : rows[place]))).toEqual([7, 0, 900, 7]);
    const counted = corrections.reduce((sum, correction) => sum + Math.exp(correction), 0);
    expect(counted).toBeCloseTo(itemCount, 2);
    expect([...corrections.subarray(0, 2)]).toEqual([0, 0]);
  });

  test("estimates the sum over the catalogue without a lean to either side", () => {
    const [itemCount, size] = [500, 40];
    const scores = Array.from({ length: itemCount + 1 }, (_, row) => Math.sin(row * 1.7));
    const whole = scores.slice(1).reduce((sum, score) => sum + Math.exp(score), 0);
    const estimates = Array.from({ length: 400 }, (_, seed) => {
      const { rows, corrections } = sampleItems(Int32Array.of(3, 99), itemCount, size, seededRandom(seed));
      return rows.reduce((sum, row, at) => sum + Math.exp(scores[row]! + corrections[at]!), 0);
    });
    const mean = estimates.reduce((sum, estimate) => sum + estimate, 0) / estimates.length;
    expect(Math.abs(mean / whole - 1)).toBeLessThan(0.02);
  });
});
