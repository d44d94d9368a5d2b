import { DomainError } from "../../domain/domainError.js";
import { artifactFiles } from "../artifact/artifactFiles.js";
import { isNetworkKind, type ModelKind } from "../artifact/modelKind.js";
import { fitCounts } from "./fitCounts.js";
import { fitSasrec } from "./fitSasrec.js";
import { ProgressReporter, type PhaseShares } from "./progressReporter.js";
import { reportRows } from "./reportRows.js";
import { testModel } from "./testModel.js";
import { trainingData } from "./trainingData.js";
import { trainLanguageModel } from "./trainLanguageModel.js";
import { throwIfCancelled } from "./throwIfCancelled.js";
import type { TrainingRequest } from "./trainingRequest.js";
import type { TrainingResult } from "./trainingResult.js";

const MS_PER_SECOND = 1_000;

/** Training goes on past the epoch that is kept, refitting does not. */
const SHARES_WITH_REFIT: PhaseShares = { TRAINING: 0.6, EVALUATING: 0.04, REFITTING: 0.35, PUBLISHING: 0.01 };
const SHARES: PhaseShares = { TRAINING: 0.95, EVALUATING: 0.04, PUBLISHING: 0.01 };
const SHARES_OF_COUNTING: PhaseShares = { EVALUATING: 0.99, PUBLISHING: 0.01 };

/**
 * A whole training: fit to the training items, choose by the validation items, test once, refit if asked for. Both the
 * command line and jobs run this.
 *
 * @returns The report, and what `writeArtifact` stores.
 * @throws {DomainError} `NOTHING_TO_TRAIN`, `TRAINING_FAILED`, `CANCELLED`, `BACKEND_UNAVAILABLE`.
 */
export async function trainModel<Kind extends ModelKind>(
  request: TrainingRequest<Kind>,
): Promise<TrainingResult<Kind>> {
  refuseEmpty(request);
  const { kind } = request;
  const result = kind === "llm-srec" ? trainLanguageModel(request) : trainPlainModel(request, kind);
  return (await result) as TrainingResult<Kind>;
}

async function trainPlainModel(
  request: TrainingRequest,
  kind: Exclude<ModelKind, "llm-srec">,
): Promise<TrainingResult<Exclude<ModelKind, "llm-srec">>> {
  const { split, seed, refit, clock, peakMemoryMb, onProgress, signal } = request;
  const startMs = clock();
  const shares = !isNetworkKind(kind) ? SHARES_OF_COUNTING : refit ? SHARES_WITH_REFIT : SHARES;
  const reporter = new ProgressReporter(clock, shares, (progress) => onProgress?.(progress));
  const fitted = isNetworkKind(kind) ? await fitSasrec(kind, request, reporter) : await fitCounts(request, kind);
  reporter.report("EVALUATING", { fraction: 0, important: true });
  const audit = await testModel(fitted.model, split, { seed, signal });
  await fitted.model.close();
  const content = await fitted.content();
  throwIfCancelled(signal);
  reporter.report("PUBLISHING", { fraction: 0, important: true });

  const { valid, bestEpoch, secondsPerEpoch, recipe, options, encoder } = fitted;
  const figures = {
    bestEpoch,
    secondsPerEpoch,
    seconds: (clock() - startMs) / MS_PER_SECOND,
    peakMemoryMb: peakMemoryMb(),
  };
  const manifest = {
    kind,
    createdAt: new Date(clock()).toISOString(),
    seed,
    recipe,
    options,
    data: trainingData(request),
    eventMeanings: request.source.eventMeanings,
    refitted: refit,
    metrics: { valid, test: audit.ordered },
    audit,
    encoder,
    ...figures,
  };
  const report = { ...reportRows(audit), items: split.itemIds.length, valid, refitted: refit, ...figures };
  return { report, artifact: { manifest, files: await artifactFiles(content) } };
}

function refuseEmpty({ split }: TrainingRequest): void {
  if (split.itemIds.length === 0)
    throw new DomainError(
      "NOTHING_TO_TRAIN",
      "Cannot train: no user has three interactions that count, and passes the filter: " +
        "one to learn from, one to validate and one to test with are wanted",
    );
}
