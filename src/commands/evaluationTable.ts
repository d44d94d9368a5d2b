import type { EvaluationReport, ReportRow } from "../ml/index.js";

const METRICS = ["HR@10", "HR@20", "NDCG@10", "NDCG@20"] as const;
const LABEL_WIDTH = 20;
const COLUMN_WIDTH = 9;

/**
 * A report for people: the metrics as a table, then what they are of.
 *
 * @param rows Name and metrics of each line, the most important first.
 */
export function evaluationTable(
  rows: readonly (readonly [label: string, row: ReportRow])[],
  report: Omit<EvaluationReport, "rows" | "cosine" | "split">,
): string {
  const names = METRICS.map((name) => name.padStart(COLUMN_WIDTH)).join("");
  const block = COLUMN_WIDTH * METRICS.length;
  const lines = rows.map(([label, { full, sampled99 }]) =>
    [
      label.padEnd(LABEL_WIDTH),
      ...[full, sampled99].flatMap((metrics) => METRICS.map((name) => cell(metrics[name]))),
    ].join(""),
  );
  const [seconds, memory] = [report.seconds.toFixed(1), Math.round(report.peakMemoryMb)];
  const epochs =
    report.bestEpoch === null ? "" : `; epoch ${report.bestEpoch}, ${report.secondsPerEpoch?.toFixed(2) ?? "?"} s each`;
  return [
    `${" ".repeat(LABEL_WIDTH)}${"full catalogue".padStart(block)}${"99 negatives".padStart(block)}`,
    `${" ".repeat(LABEL_WIDTH)}${names}${names}`,
    ...lines,
    `${count(report.users)} users ranked over ${count(report.items)} items; ${seconds} s, ${memory} MB${epochs}`,
  ].join("\n");
}

/** `.0512`. */
function cell(value: number): string {
  return value.toFixed(4).replace(/^0/, "").padStart(COLUMN_WIDTH);
}

function count(value: number): string {
  return value.toLocaleString("en");
}
