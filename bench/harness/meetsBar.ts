import type { BenchRow } from "./benchCase.js";

/** Whether a figure is as good as it should be; null where there is no bar. */
export function meetsBar({ value, bar }: Pick<BenchRow, "value" | "bar">): boolean | null {
  if (bar === null) return null;
  return "atMost" in bar ? value <= bar.atMost : value >= bar.atLeast;
}
