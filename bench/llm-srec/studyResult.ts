import type { ArtifactContent } from "../../src/ml/artifact/writeArtifact.js";
import type { TrainingReport } from "../../src/ml/train/trainingResult.js";
import type { StudyRun } from "./studyRun.js";

/** What a process tells of its run; the rest whoever asked it knows. */
export type StudyResult = Omit<StudyRun, "row" | "seed" | "command" | "machine" | "budgetSeconds" | "teacher"> & {
  readonly teacherChecksum: string;
};

/** The model card, as far as it is used here. */
interface Card {
  readonly teacher: string;
  readonly validRows: StudyRun["valid"];
  readonly validations: readonly {
    readonly round: number;
    readonly passes: number;
    readonly seconds: number;
    readonly loss: number;
    readonly llmSRec: { readonly "NDCG@10": number };
    readonly fused: { readonly "NDCG@10": number };
  }[];
}

/** The figures of a finished training. */
export function studyResult(
  report: TrainingReport<"llm-srec">,
  { llmSrec, options, card }: ArtifactContent["manifest"],
  threads: number,
): StudyResult {
  if (llmSrec === undefined) throw new RangeError("Cannot tell of a training without a language model");
  const { teacher, validRows, validations } = card as unknown as Card;
  const { users, items, rows, cold = null, cosine, seconds, peakMemoryMb } = report;
  const { name, layers, allLayers } = llmSrec.languageModel;
  const rounds = Math.max(1, ...validations.map(({ round }) => round));
  return {
    ...{ threads, languageModel: { name, layers, allLayers }, teacherChecksum: teacher, users, items },
    ...{ rows, cold, cosine, valid: validRows, fusion: llmSrec.fusion, seconds, peakMemoryMb, options },
    stepSeconds: (report.secondsPerEpoch ?? 0) * rounds,
    bestRound: report.bestEpoch ?? 0,
    validations: validations.map(({ loss, llmSRec, fused, round, passes, seconds: since }) => ({
      ...{ round, passes, seconds: since },
      loss: Number.isFinite(loss) ? loss : null,
      ...{ llmSRec: llmSRec["NDCG@10"], fused: fused["NDCG@10"] },
    })),
  };
}
