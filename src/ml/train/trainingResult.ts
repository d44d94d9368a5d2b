import type { ArtifactContent } from "../artifact/writeArtifact.js";
import type { EvaluationReport, ReportRow } from "./evaluationReport.js";

/** What a training prints: the test report, and what the model was chosen by. */
export interface TrainingReport extends EvaluationReport {
  /** The validation items, at the epoch that was chosen; `users` are those who have one. */
  readonly valid: ReportRow & { readonly users: number };
  /** Whether the stored weights were then trained anew on the whole log. */
  readonly refitted: boolean;
}

/** A finished training. */
export interface TrainingResult {
  readonly report: TrainingReport;
  readonly artifact: ArtifactContent;
}
