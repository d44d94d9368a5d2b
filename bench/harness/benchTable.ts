import type { BenchRow } from "./benchCase.js";
import { meetsBar } from "./meetsBar.js";

/** The rows as a Markdown table. */
export function benchTable(rows: readonly BenchRow[]): string {
  const lines = rows.map((row) => {
    const verdict = meetsBar(row);
    const met = verdict === null ? "" : verdict ? "met" : "missed";
    return `| ${row.what} | ${figure(row.value, row.unit)} | ${barText(row)} | ${met} | ${row.against} |`;
  });
  return ["| what | measured | bar | | against, how |", "|---|---|---|---|---|", ...lines].join("\n");
}

/** A figure with its unit, in as many digits as mean something. */
export function figure(value: number, unit: string): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${unit}`;
}

function barText({ bar, unit }: BenchRow): string {
  if (bar === null) return "";
  return "atMost" in bar
    ? `≤ ${bar.atMost.toLocaleString("en")} ${unit}`
    : `≥ ${bar.atLeast.toLocaleString("en")} ${unit}`;
}
