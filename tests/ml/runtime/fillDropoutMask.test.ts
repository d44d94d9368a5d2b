import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { fillDropoutMask } from "../../../src/ml/runtime/fillDropoutMask.js";

const KEY = { seed: 1, step: 1, mask: 0 };

function draw(size: number, rate: number, key = KEY): Uint8Array {
  const mask = new Uint8Array(size).fill(9);
  fillDropoutMask(mask, rate, key);
  return mask;
}

function mean(values: Uint8Array): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]!;
  return sum / values.length;
}

/** How far the mean of n independent draws may lie from its expectation: six standard deviations. */
const tolerance = (rate: number, draws: number) => 6 * Math.sqrt((rate * (1 - rate)) / draws);

describe("fillDropoutMask()", () => {
  test("holds nothing but zeros and ones, at any length", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300 }),
        fc.double({ min: 1e-4, max: 1 - 1e-4, noNaN: true }),
        (size, rate) => {
          expect(draw(size, rate).every((value) => value === 0 || value === 1)).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });

  test.each([0.001, 0.1, 0.2, 0.4, 0.5, 0.6, 0.9, 0.99])("drops a share of %d", (rate) => {
    const size = 500_000;
    expect(Math.abs(1 - mean(draw(size, rate)) - rate)).toBeLessThan(tolerance(rate, size));
  });

  test("drops every element independently of those before it", () => {
    const [size, rate] = [500_000, 0.3];
    const mask = draw(size, rate);
    for (const distance of [1, 2, 3, 7, 64]) {
      let together = 0;
      for (let index = distance; index < size; index++) together += (1 - mask[index]!) * (1 - mask[index - distance]!);
      expect(Math.abs(together / (size - distance) - rate ** 2)).toBeLessThan(tolerance(rate ** 2, size));
    }
  });

  test("drops the first and the last element as often as any other", () => {
    const [size, rate, draws] = [17, 0.25, 10_000];
    const dropped = new Float64Array(size);
    for (let step = 1; step <= draws; step++) {
      draw(size, rate, { ...KEY, step }).forEach((kept, index) => { dropped[index]! += 1 - kept; }); // prettier-ignore
    }
    for (const count of dropped) expect(Math.abs(count / draws - rate)).toBeLessThan(tolerance(rate, draws));
  });

  test("is a function of seed, step and mask, and another one for each", () => {
    const reference = draw(1000, 0.5);
    expect(draw(1000, 0.5)).toEqual(reference);
    for (const other of [
      { ...KEY, seed: 2 },
      { ...KEY, step: 2 },
      { ...KEY, mask: 1 },
      { seed: 0, step: 0, mask: 1 },
    ]) {
      const same = draw(1000, 0.5, other).filter((value, index) => value === reference[index]).length;
      expect(Math.abs(same / 1000 - 0.5)).toBeLessThan(tolerance(0.5, 1000));
    }
  });

  test("refuses rates that drop nothing or all", () => {
    expect(() => draw(1, 0)).toThrow("Cannot drop a share of 0: above 0 and below 1 is wanted");
    expect(() => draw(1, 1)).toThrow(RangeError);
    expect(() => draw(1, NaN)).toThrow(RangeError);
  });
});
