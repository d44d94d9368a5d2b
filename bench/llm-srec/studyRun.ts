import type { Fusion } from "../../src/ml/llm-srec/fusion.js";
import type { ReportRow } from "../../src/ml/train/evaluationReport.js";
import type { LlmSrecReport } from "../../src/ml/train/llmSrecReport.js";
import type { RankingRow } from "../../src/ml/train/llm-srec/rankingRows.js";
import type { Recipe } from "../../src/ml/train/trainingOptions.js";
import type { Machine } from "../harness/machine.js";

/** One look at the validation items; metrics are full NDCG@10. */
interface StudyValidation {
  readonly round: number;
  readonly passes: number;
  readonly seconds: number;
  readonly loss: number | null;
  readonly llmSRec: number;
  readonly fused: number;
}

/** A finished training, as the page shows it and its file keeps it. */
export interface StudyRun {
  readonly row: string;
  readonly seed: number;
  readonly command: string;
  readonly machine: Machine;
  readonly threads: number;
  readonly budgetSeconds: number;
  readonly languageModel: { readonly name: string; readonly layers: number; readonly allLayers: number };
  readonly teacher: { readonly recipe: Recipe; readonly checksum: string };
  readonly users: number;
  readonly items: number;
  readonly rows: LlmSrecReport["rows"];
  readonly cold: NonNullable<LlmSrecReport["cold"]> | null;
  readonly cosine: LlmSrecReport["cosine"];
  /** The validation items, at the moment that was kept. */
  readonly valid: Readonly<Record<RankingRow, ReportRow>>;
  readonly fusion: Fusion;
  /** Of the training and its test, the teacher's left out. */
  readonly seconds: number;
  /** Of steps through the language model alone. */
  readonly stepSeconds: number;
  readonly peakMemoryMb: number;
  /** Stretches through the language model, or epochs, until the moment that was kept. */
  readonly bestRound: number;
  readonly validations: readonly StudyValidation[];
  /** All that are in force. */
  readonly options: Readonly<Record<string, unknown>>;
}
