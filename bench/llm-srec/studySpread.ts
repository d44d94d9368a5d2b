import { metricText, spread } from "../quality/spread.js";

/** Numbers of several seeds as a cell: their mean, and the range in brackets where there are several; empty without any. */
export function studySpread(values: readonly (number | null)[], text: (value: number) => string = metricText): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return "";
  const { mean, least, most } = spread(known);
  return known.length === 1 ? text(mean) : `${text(mean)} (${text(least)}–${text(most)})`;
}
