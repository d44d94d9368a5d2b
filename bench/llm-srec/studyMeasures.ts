import type { LlmSrecReport } from "../../src/ml/train/llmSrecReport.js";
import type { StudyRun } from "./studyRun.js";

type Rows = LlmSrecReport["rows"];

const full = (rows: Rows, row: keyof Rows, part: "ordered" | "shuffled" = "ordered"): number =>
  rows[row][part].full["NDCG@10"];

/** What bars are about, by name: a number of a run; null where the run cannot tell. Metrics are full NDCG@10. */
export const STUDY_MEASURES = {
  "fused / teacher": ({ rows }: StudyRun) => full(rows, "fused") / full(rows, "teacher"),
  "LLM-SRec / teacher": ({ rows }: StudyRun) => full(rows, "llmSRec") / full(rows, "teacher"),
  "fused / teacher, cold items": ({ cold }: StudyRun) =>
    cold === null || full(cold.rows, "teacher") === 0 ? null : full(cold.rows, "fused") / full(cold.rows, "teacher"),
  "LLM-SRec, loss by shuffling": ({ rows }: StudyRun) => 1 - full(rows, "llmSRec", "shuffled") / full(rows, "llmSRec"),
  "LLM-SRec, cosine": ({ cosine }: StudyRun) => cosine.llmSRec,
  "teacher, cosine": ({ cosine }: StudyRun) => cosine.teacher,
} satisfies Readonly<Record<string, (run: StudyRun) => number | null>>;
