import type { ModelKind } from "../artifact/modelKind.js";
import type { ArtifactContent } from "../artifact/writeArtifact.js";
import type { EvaluationReport, ReportRow } from "./evaluationReport.js";
import type { LlmSrecReport } from "./llmSrecReport.js";

/** What a training adds to the report of its test. */
interface ChosenBy {
  /** The validation items, at the epoch that was chosen; `users` are those who have one. */
  readonly valid: ReportRow & { readonly users: number };
  /** Whether the stored weights were then trained anew on the whole log. */
  readonly refitted: boolean;
}

/** What a training prints: the test report, and what the model was chosen by. */
export type TrainingReport<Kind extends ModelKind = ModelKind> = (Kind extends "llm-srec"
  ? LlmSrecReport
  : EvaluationReport) &
  ChosenBy;

/** A finished training. */
export interface TrainingResult<Kind extends ModelKind = ModelKind> {
  readonly report: TrainingReport<Kind>;
  readonly artifact: ArtifactContent;
}
