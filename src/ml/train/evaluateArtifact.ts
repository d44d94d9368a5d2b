import type { Clock } from "../../domain/clock.js";
import { DomainError } from "../../domain/domainError.js";
import { openArtifact } from "../artifact/openArtifact.js";
import type { InteractionLog } from "../data/interactionLog.js";
import { splitLeaveLastOut, type SplitFilter } from "../data/splitLeaveLastOut.js";
import { openScoringModel } from "../models/openScoringModel.js";
import { CatalogueModel } from "./catalogueModel.js";
import type { EvaluationReport } from "./evaluationReport.js";
import { evaluateLanguageModel } from "./evaluateLanguageModel.js";
import type { LlmSrecReport } from "./llmSrecReport.js";
import { reportRows } from "./reportRows.js";
import { testModel } from "./testModel.js";

/** What to evaluate, on what, and with which effects. */
export interface ArtifactEvaluation {
  readonly folder: string;
  readonly log: InteractionLog;
  /** The artifact's own if left out. */
  readonly filter?: SplitFilter | undefined;
  /** Of negatives and shuffles; the artifact's own if left out. */
  readonly seed?: number | undefined;
  readonly threads: number;
  readonly clock: Clock;
  readonly peakMemoryMb: () => number;
  readonly signal?: AbortSignal | undefined;
}

/** What a reader of a stored model's report must know. */
interface StoredModel {
  /**
   * Whether the stored weights were trained on the whole log: the figures are then of items that the model has seen.
   */
  readonly refitted: boolean;
  /** Items of the data that the model does not know; they rank last. */
  readonly unknownItems: number;
}

/** The report; of a model with a language model, three rankings side by side. */
export type ArtifactReport = (EvaluationReport | LlmSrecReport) & StoredModel;

const MS_PER_SECOND = 1_000;

/**
 * Tests a stored model on the test items of a log, by the same rules as after its training.
 *
 * @throws {DomainError} `UNKNOWN_ARTIFACT`, `ARTIFACT_CORRUPT`; `NOTHING_TO_TRAIN` if no user has a test item;
 *   `CANCELLED`.
 */
export async function evaluateArtifact(evaluation: ArtifactEvaluation): Promise<ArtifactReport> {
  const { folder, log, threads, clock, peakMemoryMb, signal } = evaluation;
  const startMs = clock();
  const artifact = await openArtifact(folder);
  const { bestEpoch, secondsPerEpoch, refitted, seed, data } = artifact.manifest;
  const split = splitLeaveLastOut(log, { filter: evaluation.filter ?? ownFilter(data.filter) });
  if (split.test.every((row) => row === 0))
    throw new DomainError(
      "NOTHING_TO_TRAIN",
      "Cannot evaluate: no user has a test item; three interactions a user are wanted",
    );
  const itemIds = await artifact.itemIds();
  const own = itemIds.length === split.itemIds.length && itemIds.every((id, index) => id === split.itemIds[index]);
  const known = { secondsPerEpoch, bestEpoch, refitted };
  if (artifact.manifest.kind === "llm-srec") {
    const tested = await evaluateLanguageModel(artifact, split, { ...evaluation, seed: evaluation.seed ?? seed });
    return { ...tested, ...known, seconds: (clock() - startMs) / MS_PER_SECOND, peakMemoryMb: peakMemoryMb() };
  }
  const model = await openScoringModel(artifact, { threads });
  const catalogue = new CatalogueModel(model, itemIds, split.itemIds);
  const audit = await testModel(own ? model : catalogue, split, { seed: evaluation.seed ?? seed, signal });
  await model.close();
  return {
    ...reportRows(audit),
    items: split.itemIds.length,
    seconds: (clock() - startMs) / MS_PER_SECOND,
    peakMemoryMb: peakMemoryMb(),
    ...known,
    unknownItems: catalogue.unknownItems,
  };
}

function ownFilter(filter: string): SplitFilter {
  return filter === "llm-srec" ? filter : "none";
}
