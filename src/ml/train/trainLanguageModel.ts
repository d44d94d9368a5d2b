/** @file A whole training of LLM-SRec: language model, training, test, and what is stored. Axes: N items, E width of the teacher. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { artifactFiles } from "../artifact/artifactFiles.js";
import type { LlmSrecContent } from "../artifact/modelFiles.js";
import type { LlmSrecSettings } from "../llm-srec/llmSrecSettings.js";
import { PAPER_PROMPT } from "../llm-srec/promptOptions.js";
import type { CatalogueLm } from "../llm/catalogue/makeCatalogueLm.js";
import { checkedLlmSrecOptions } from "./llm-srec/checkedLlmSrecOptions.js";
import { cataloguePrompts } from "./llm-srec/cataloguePrompts.js";
import { foldedParameters } from "./llm-srec/foldedParameters.js";
import { openLanguageModel, type TrainingLanguageModel } from "./llm-srec/languageModel.js";
import type { LlmSrecOptions } from "./llm-srec/llmSrecOptions.js";
import type { LlmSrecTraining, TrainedLlmSrec } from "./llm-srec/llmSrecTraining.js";
import { ownLanguageModel } from "./llm-srec/ownLanguageModel.js";
import { refuseLaterTeacher } from "./llm-srec/refuseLaterTeacher.js";
import { openTeacher } from "./llm-srec/teacher.js";
import { testLlmSrec } from "./llm-srec/testLlmSrec.js";
import { trainLlmSrec } from "./llm-srec/trainLlmSrec.js";
import type { LlmSrecRequest } from "./llmSrecRequest.js";
import { llmSrecRows } from "./llmSrecReport.js";
import { type PhaseShares, ProgressReporter } from "./progressReporter.js";
import { throwIfCancelled } from "./throwIfCancelled.js";
import { trainingData } from "./trainingData.js";
import type { TrainingRequest } from "./trainingRequest.js";
import type { TrainingResult } from "./trainingResult.js";

const MS_PER_SECOND = 1_000;
const SHARES: PhaseShares = { TRAINING: 0.85, EVALUATING: 0.14, PUBLISHING: 0.01 };
/** Of the budget that a language model of the catalogue's own may take, and the longest it is worth, in seconds. */
const CATALOGUE_SHARE = 0.25;
const MOST_CATALOGUE_SECONDS = 180;

/**
 * Trains LLM-SRec, tests it once, and gives what is stored. Its checkpoint stays: whoever has stored that removes it.
 *
 * @throws {DomainError} `UNKNOWN_LANGUAGE_MODEL`, `LANGUAGE_MODEL_UNUSABLE`; `BAD_INPUT` for a teacher that does not fit, or
 *   options that do not go together; `NOTHING_TO_TRAIN`, `TRAINING_FAILED`, `CANCELLED`, `DISK_FULL`.
 */
export async function trainLanguageModel(request: TrainingRequest): Promise<TrainingResult<"llm-srec">> {
  const { split, threads, clock, recipe, llmSrec } = request;
  if (llmSrec === undefined) throw new RangeError("Cannot train llm-srec without its teacher and its language model");
  const startMs = clock();
  const options = checkedLlmSrecOptions(recipe, llmSrec);
  const reporter = new ProgressReporter(clock, SHARES, (progress) => request.onProgress?.(progress));
  const teacher = await openTeacher(llmSrec.teacherFolder, split.itemIds, threads);
  try {
    refuseLaterTeacher(teacher, split);
    const titles = split.itemIds.map((id) => llmSrec.titles.get(id) ?? "");
    const { languageModel, catalogue } = await openOrMake(request, llmSrec, options, titles, reporter);
    const training: LlmSrecTraining = {
      ...{ split, teacher, languageModel, titles, options, threads, clock, seed: request.seed, signal: request.signal },
      ...{ workFolder: llmSrec.workFolder, onNotice: llmSrec.onNotice },
      budgetSeconds: timeLeft(request, startMs),
      onProgress: (progress) => {
        reporter.report("TRAINING", progress);
      },
    };
    const trained = await trainLlmSrec(training);
    try {
      return await testAndStore({ request, llmSrec, training, trained, catalogue, reporter, startMs });
    } finally {
      await trained.parts.close();
    }
  } finally {
    await teacher.model.close();
  }
}

function timeLeft({ budgetSeconds, clock }: TrainingRequest, startMs: number): number | undefined {
  return budgetSeconds === undefined ? undefined : Math.max(0, budgetSeconds - (clock() - startMs) / MS_PER_SECOND);
}

interface FinishedTraining {
  readonly request: TrainingRequest;
  readonly llmSrec: LlmSrecRequest;
  readonly training: LlmSrecTraining;
  readonly trained: TrainedLlmSrec;
  readonly catalogue: CatalogueLm | null;
  readonly reporter: ProgressReporter;
  readonly startMs: number;
}

async function testAndStore(finished: FinishedTraining): Promise<TrainingResult<"llm-srec">> {
  const { request, llmSrec, training, trained, reporter, startMs } = finished;
  const { split, clock, peakMemoryMb, recipe, seed, signal, source } = request;
  reporter.report("EVALUATING", { fraction: 0, important: true });
  const test = await testLlmSrec(training, trained);
  throwIfCancelled(signal);
  reporter.report("PUBLISHING", { fraction: 0, important: true });
  const content = contentOf(training, trained, llmSrec);
  const files = await artifactFiles(content);
  const { best, rankings, validations, stepSeconds } = trained;
  const figures = {
    bestEpoch: best.validation.round,
    secondsPerEpoch: stepSeconds / Math.max(1, ...validations.map(({ round }) => round)),
    seconds: (clock() - startMs) / MS_PER_SECOND,
    peakMemoryMb: peakMemoryMb(),
  };
  const { fused } = test.rows;
  const manifest = {
    kind: "llm-srec" as const,
    createdAt: new Date(clock()).toISOString(),
    ...{ seed, recipe, options: { ...training.options }, data: trainingData(request) },
    eventMeanings: source.eventMeanings,
    refitted: false,
    metrics: { valid: rankings.valid.fused, test: fused.ordered },
    audit: { ...fused, cosine: test.cosine.llmSRec },
    ...{ rows: test.rows, cosine: test.cosine },
    encoder: training.teacher.shape,
    llmSrec: content.llm.settings,
    card: { ...modelCard(finished), cold: test.cold },
    ...figures,
  };
  const report = { ...llmSrecRows(test), items: split.itemIds.length, valid: rankings.valid.fused, refitted: false };
  return { report: { ...report, ...figures }, artifact: { manifest, files } };
}

/** What people want to know of a model beside its options and its figures. */
function modelCard({ training, trained, catalogue }: FinishedTraining): Readonly<Record<string, unknown>> {
  const { rankings, validations } = trained;
  return {
    teacher: training.teacher.checksum,
    ...(catalogue !== null && { catalogueLanguageModel: catalogue }),
    validRows: rankings.valid,
    validations: validations.map(({ rows, ...when }) => ({
      ...when,
      ...{ teacher: rows.teacher.full, llmSRec: rows.llmSRec.full, fused: rows.fused.full },
    })),
  };
}

async function openOrMake(
  request: TrainingRequest,
  { languageModel, languageModelName, layers, workFolder }: LlmSrecRequest,
  options: LlmSrecOptions,
  titles: readonly string[],
  reporter: ProgressReporter,
): Promise<{ readonly languageModel: TrainingLanguageModel; readonly catalogue: CatalogueLm | null }> {
  const folder = join(workFolder, "weights");
  await mkdir(folder, { recursive: true });
  const limits = { titleTokens: options.titleTokens, maxTokens: PAPER_PROMPT.maxTokens };
  const isRecipes = layers === undefined;
  const open = (path: string, kept: number | null) =>
    openLanguageModel(path, { takesFewer: isRecipes, folder, layers: kept, name: languageModelName, limits, randomWeights: options.hasRandomWeights ? request.seed : null }); // prettier-ignore
  if (languageModel !== null) return { languageModel: await open(languageModel, options.layers), catalogue: null };
  const { split, seed, threads, clock, signal, budgetSeconds } = request;
  const { path, card } = await ownLanguageModel(workFolder, {
    ...{ seed, threads, clock, signal, backend: "onnx" },
    texts: titles,
    prompts: cataloguePrompts(split, titles),
    budgetSeconds: Math.min(MOST_CATALOGUE_SECONDS, (budgetSeconds ?? Number.POSITIVE_INFINITY) * CATALOGUE_SHARE),
    onProgress: ({ fraction }) => {
      reporter.report("TRAINING", { fraction: CATALOGUE_SHARE * fraction });
    },
  });
  return { languageModel: await open(path, null), catalogue: card }; // all of its few layers
}

function contentOf(
  { split, teacher, languageModel, titles }: LlmSrecTraining,
  { parts, best, rankings }: TrainedLlmSrec,
  { languageModel: path }: LlmSrecRequest,
): LlmSrecContent {
  const { statistics } = best.cached;
  const settings: LlmSrecSettings = {
    config: parts.config,
    prompt: parts.prompt,
    softTokenScale: parts.softTokenScale,
    hasTitleStates: parts.titles !== null,
    teacherKind: teacher.kind,
    languageModel: {
      name: languageModel.name,
      layers: languageModel.frozen.config.layers,
      allLayers: languageModel.allLayers,
      isCatalogue: path === null,
    },
    fusion: rankings.fusion,
  };
  return {
    kind: "llm-srec",
    itemIds: split.itemIds,
    popularity: parts.popularity,
    encoder: teacher.encoder,
    scorer: teacher.scorer,
    itemVectors: teacher.items.values,
    llm: {
      weightsFolder: languageModel.frozen.folder,
      tokenizer: languageModel.tokenizerText,
      titles,
      parameters: foldedParameters(best.parameters, { ...statistics, teacherItem: parts.teacherItem }, parts.config),
      vectors: rankings.items,
      titleVectors: parts.titles?.vectors ?? null,
      titleStatistics: parts.titles?.statistics ?? null,
      unseenItem: parts.unseenItem,
      settings,
    },
  };
}
