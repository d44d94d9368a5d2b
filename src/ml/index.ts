/**
 * @file The one door to the ML layer for the rest of `src`: what is not named here is nobody else's business.
 *
 * Training and evaluation are loaded when they are first called: a process that serves needs no tensor library.
 */
import type { ArtifactEvaluation, ArtifactReport } from "./train/evaluateArtifact.js";
import type { TrainingRequest } from "./train/trainingRequest.js";
import type { TrainingResult } from "./train/trainingResult.js";

export type { ArtifactStore } from "./artifact/artifactStore.js";
export { FolderArtifactStore } from "./artifact/folderArtifactStore.js";
export { MODEL_KINDS, type ModelKind } from "./artifact/modelKind.js";
export { writeArtifact } from "./artifact/writeArtifact.js";
export type { InteractionLog } from "./data/interactionLog.js";
export { InteractionLogBuilder } from "./data/interactionLogBuilder.js";
export { seededRandom } from "./data/seededRandom.js";
export { splitLeaveLastOut, type SplitFilter } from "./data/splitLeaveLastOut.js";
export type { TrainingBackend } from "./runtime/trainer.js";
export type { InferenceModel } from "./serve/inferenceModel.js";
export type { InferencePool } from "./serve/inferencePool.js";
export { openInferencePool } from "./serve/openInferencePool.js";
export type { RankedItem, Ranking } from "./serve/ranking.js";
export type { RankPosition } from "./serve/rankPosition.js";
export type { RankRequest } from "./serve/rankRequest.js";
export type { ArtifactReport } from "./train/evaluateArtifact.js";
export type { EvaluationReport, ReportRow } from "./train/evaluationReport.js";
export { TRAINING_CHOICES } from "./train/trainingChoices.js";
export { RECIPES, type Recipe } from "./train/trainingOptions.js";
export type { TrainingPhase, TrainingProgress } from "./train/trainingProgress.js";
export type { TrainingReport } from "./train/trainingResult.js";

/** See `train/trainModel`. */
export async function trainModel(request: TrainingRequest): Promise<TrainingResult> {
  return (await import("./train/trainModel.js")).trainModel(request);
}

/** See `train/evaluateArtifact`. */
export async function evaluateArtifact(evaluation: ArtifactEvaluation): Promise<ArtifactReport> {
  return (await import("./train/evaluateArtifact.js")).evaluateArtifact(evaluation);
}
