/** Mean and range of one metric over seeds. */
export interface Spread {
  readonly mean: number;
  readonly least: number;
  readonly most: number;
}

/** @param values At least one. */
export function spread(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, least: Math.min(...values), most: Math.max(...values) };
}

/** A metric below 1 as papers print it: ".0519". */
export function metricText(value: number): string {
  return value.toFixed(value >= 0.1 ? 3 : 4).replace(/^0/, "");
}
