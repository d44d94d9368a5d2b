/** @file Columns brought to mean 0 and deviation 1. Axes: R rows, D columns. */

const SMALLEST_DEVIATION = 1e-6;
/** A column whose deviation is no larger beside its mean is constant but for rounding. */
const ROUNDING = 1e-5;

/** Mean and standard deviation of every column, `[D]` each; 1 for a column that is constant, so that a row that comes later stays finite in it. */
export interface Standardization {
  readonly means: Float32Array;
  readonly deviations: Float32Array;
}

/**
 * @param values `[R, D]`
 * @param first Rows before it do not count.
 */
export function standardizationOf(values: Float32Array, width: number, first = 0): Standardization {
  const rows = values.length / width;
  const sums = new Float64Array(width);
  const squares = new Float64Array(width);
  for (let row = first; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      const value = values[row * width + column]!;
      sums[column]! += value;
      squares[column]! += value * value;
    }
  }
  const count = Math.max(1, rows - first);
  const means = Float32Array.from(sums, (sum) => sum / count);
  const deviations = Float32Array.from(squares, (square, column) => {
    const mean = sums[column]! / count;
    const deviation = Math.sqrt(Math.max(0, square / count - mean ** 2));
    return deviation <= ROUNDING * Math.abs(mean) ? 1 : deviation + SMALLEST_DEVIATION;
  });
  return { means, deviations };
}

/** The same values, standardised, in place. */
export function standardize(values: Float32Array, { means, deviations }: Standardization, first = 0): Float32Array {
  const width = means.length;
  for (let at = first * width; at < values.length; at++) {
    const column = at % width;
    values[at] = (values[at]! - means[column]!) / deviations[column]!;
  }
  return values;
}

/** Leaves values as they are. */
export function noStandardization(width: number): Standardization {
  return { means: new Float32Array(width), deviations: new Float32Array(width).fill(1) };
}
