import { expect } from "@jest/globals";

import type { BothWaysOutput } from "./bothWays.js";

type Outputs = Readonly<Record<string, BothWaysOutput>>;

/**
 * Fails, naming the output, unless two runs agree in shapes, in what is NaN or infinite, and in values up to
 * `tolerance` times the output's largest magnitude, or times 1 where that is smaller.
 */
export function expectSameOutputs(
  { eager, traced }: { readonly eager: Outputs; readonly traced: Outputs },
  tolerance: number,
): void {
  expect(Object.keys(traced).toSorted()).toEqual(Object.keys(eager).toSorted());
  for (const [name, reference] of Object.entries(eager)) {
    const actual = traced[name]!;
    expect({ name, shape: actual.shape }).toEqual({ name, shape: reference.shape });
    const finite = reference.values.filter((value) => Number.isFinite(value));
    const scale = finite.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
    const wrong = reference.values.findIndex(
      (value, index) => !isClose(actual.values[index]!, value, tolerance * scale),
    );
    if (wrong !== -1) {
      throw new Error(
        `Output "${name}" differs at ${wrong}: traced ${actual.values[wrong]}, eager ${reference.values[wrong]}`,
      );
    }
  }
}

function isClose(actual: number, expected: number, tolerance: number): boolean {
  return Object.is(actual, expected) || Math.abs(actual - expected) <= tolerance;
}
