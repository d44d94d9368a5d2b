import type { ReportRow } from "../ml/index.js";

/** The rows of one ranker. */
interface RankerRows {
  readonly ordered: ReportRow;
  readonly shuffled: ReportRow;
}

/** What a model with a language model is measured by: what it learned from, itself, and both together. */
type ComparedRows = Readonly<Record<"teacher" | "llmSRec" | "fused", RankerRows>>;

/**
 * The test metrics of a report as lines of a table, each with its name.
 *
 * @param rows Of one ranker, or of the three of a model with a language model.
 */
export function testRows(rows: RankerRows | ComparedRows): readonly (readonly [label: string, row: ReportRow])[] {
  if (!("teacher" in rows))
    return [
      ["test", rows.ordered],
      ["test, shuffled", rows.shuffled],
    ];
  const { teacher, llmSRec, fused } = rows;
  return [
    ["teacher", teacher.ordered],
    ["LLM-SRec", llmSRec.ordered],
    ["fused", fused.ordered],
    ["teacher, shuffled", teacher.shuffled],
    ["LLM-SRec, shuffled", llmSRec.shuffled],
    ["fused, shuffled", fused.shuffled],
  ];
}
