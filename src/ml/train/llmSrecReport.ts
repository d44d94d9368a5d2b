import type { LlmSrecTest } from "./llm-srec/testLlmSrec.js";
import type { EvaluationReport, ReportRow } from "./evaluationReport.js";

/** The rows of one ranking. */
interface OrderedAndShuffled {
  readonly ordered: ReportRow;
  readonly shuffled: ReportRow;
}

/** Three rankings side by side. */
type ComparedRows = Readonly<Record<"teacher" | "llmSRec" | "fused", OrderedAndShuffled>>;

/** What `train` and `evaluate` print of a model with a language model: three rankings side by side. */
export interface LlmSrecReport extends Omit<EvaluationReport, "rows" | "cosine"> {
  readonly rows: ComparedRows;
  /** The same of the users alone whose test item is among the 35 % least popular, null if there are none; `train` only. */
  readonly cold?: { readonly users: number; readonly rows: ComparedRows } | null;
  /** Mean cosine of the user vectors of ordered and shuffled histories. */
  readonly cosine: { readonly teacher: number; readonly llmSRec: number };
}

/** The part of the report that a test tells. */
export function llmSrecRows({
  rows,
  cold,
  cosine,
}: Pick<LlmSrecTest, "rows" | "cosine"> & Partial<LlmSrecTest>): Pick<
  LlmSrecReport,
  "users" | "split" | "rows" | "cold" | "cosine"
> {
  return {
    users: rows.teacher.ordered.users,
    split: "leave-last-out",
    rows: comparedRows(rows),
    ...(cold !== undefined && { cold: cold && { users: cold.teacher.ordered.users, rows: comparedRows(cold) } }),
    cosine,
  };
}

function comparedRows(rows: LlmSrecTest["rows"]): ComparedRows {
  const row = (name: keyof LlmSrecTest["rows"]): OrderedAndShuffled => ({
    ordered: { full: rows[name].ordered.full, sampled99: rows[name].ordered.sampled99 },
    shuffled: { full: rows[name].shuffled.full, sampled99: rows[name].shuffled.sampled99 },
  });
  return { teacher: row("teacher"), llmSRec: row("llmSRec"), fused: row("fused") };
}
