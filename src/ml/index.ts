/**
 * @file The one door to the ML layer for the rest of `src`: what is not named here is nobody else's business.
 *
 * Training, evaluation and language models are loaded when they are first called: a process that serves needs no tensor
 * library.
 */
import type { HubOptions } from "./llm/hub/hubOptions.js";
import type { LlmCheckpoint } from "./llm/llmCheckpoint.js";
import type { ArtifactEvaluation, ArtifactReport } from "./train/evaluateArtifact.js";
import type { TrainingRequest } from "./train/trainingRequest.js";
import type { TrainingResult } from "./train/trainingResult.js";

export type { ArtifactStore } from "./artifact/artifactStore.js";
export { FolderArtifactStore } from "./artifact/folderArtifactStore.js";
export { isNetworkKind, MODEL_KINDS, type ModelKind } from "./artifact/modelKind.js";
export { openArtifact } from "./artifact/openArtifact.js";
export { writeArtifact } from "./artifact/writeArtifact.js";
export type { InteractionLog } from "./data/interactionLog.js";
export { InteractionLogBuilder } from "./data/interactionLogBuilder.js";
export { seededRandom } from "./data/seededRandom.js";
export { splitLeaveLastOut, type Split, type SplitFilter } from "./data/splitLeaveLastOut.js";
export { splitOnCatalogue } from "./data/splitOnCatalogue.js";
export type { HubOptions, HubProgress } from "./llm/hub/hubOptions.js";
export { isHubName } from "./llm/hub/isHubName.js";
export type { TrainingBackend } from "./runtime/trainer.js";
export type { Explanation } from "./serve/explanation.js";
export type { InferenceModel } from "./serve/inferenceModel.js";
export type { InferencePool } from "./serve/inferencePool.js";
export { openInferencePool } from "./serve/openInferencePool.js";
export type { RankedItem, Ranking } from "./serve/ranking.js";
export type { RankerChoice } from "./serve/rankerChoice.js";
export type { RankPosition } from "./serve/rankPosition.js";
export type { RankLanguage, RankRequest } from "./serve/rankRequest.js";
export type { ArtifactReport } from "./train/evaluateArtifact.js";
export type { EvaluationReport, ReportRow } from "./train/evaluationReport.js";
export { checkedLlmSrecOptions, type LlmSrecChoices } from "./train/llm-srec/checkedLlmSrecOptions.js";
export { removeCheckpoint } from "./train/llm-srec/checkpoint.js";
export type { LlmSrecRequest } from "./train/llmSrecRequest.js";
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

/** See `llm/hub/fetchHubModel`. */
export async function fetchHubModel(name: string, options: HubOptions): Promise<string> {
  return (await import("./llm/hub/fetchHubModel.js")).fetchHubModel(name, options);
}

/** See `llm/openCheckpoint`. */
export async function openCheckpoint(path: string): Promise<LlmCheckpoint> {
  return (await import("./llm/openCheckpoint.js")).openCheckpoint(path);
}
