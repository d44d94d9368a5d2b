import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import type { LlmTrainingOptions } from "./llmTrainingOptions.js";
import { openRunTeacher, type RunTeacher, type TeacherCard } from "./runTeacher.js";
import type { ResolvedLanguageModel } from "./resolveLanguageModel.js";
import type { TrainCall } from "./trainArguments.js";
import type { TrainingAttemptOptions } from "./trainingAttemptOptions.js";
import type { TrainingOptions } from "./trainingOptions.js";
import { trainOnSnapshot, type Span } from "./trainOnSnapshot.js";

/** Where the phases lie in a run's progress, 0 to 1; the training itself takes nearly all of the time. */
const TRAINING_SPAN: Span = [0.05, 0.92];

/** Of a run that trains two models: the language model takes most of the time. */
const TEACHER_SHARE = 0.3;
const TEACHER_SPAN: Span = [TRAINING_SPAN[0], TEACHER_SHARE];
const TAUGHT_SPAN: Span = [TEACHER_SHARE, TRAINING_SPAN[1]];

const MS_PER_SECOND = 1_000;

/** What is trained on what. */
export interface WantedTraining {
  readonly wanted: TrainingOptions;
  /** The snapshot. */
  readonly data: string;
  /** The folder of the attempt. */
  readonly work: string;
  /** A version to learn from; null where there is none, or where one is trained. */
  readonly teacher: RunTeacher | null;
  /** Null where the model is of the log alone. */
  readonly languageModel: ResolvedLanguageModel | null;
}

/** What came of it. */
export interface TrainedArtifact {
  readonly out: string;
  /** What it learned from; null for a model of the log alone. */
  readonly teacher: TeacherCard | null;
}

/**
 * Trains what a run is to make: a model of the log alone, one that learns from a version, or a teacher and then one that
 * learns from it, whose artifact holds both.
 *
 * @throws {TrainingFault} As `trainOnSnapshot`.
 */
export async function trainWanted(options: TrainingAttemptOptions, training: WantedTraining): Promise<TrainedArtifact> {
  const { wanted, data, work, languageModel } = training;
  const out = join(work, "artifact");
  const { llm } = wanted;
  if (llm === null || languageModel === null) {
    await trainOnSnapshot(options, { options: wanted, data, out }, TRAINING_SPAN);
    return { out, teacher: null };
  }
  if (training.teacher !== null) {
    const { teacher } = training;
    const call = { options: wanted, data, out, llm: await llmCall(llm, languageModel, teacher, work) };
    await trainOnSnapshot(options, call, TRAINING_SPAN);
    return { out, teacher: teacher.card };
  }
  const startMs = options.clock();
  const folder = join(work, "teacher");
  await trainOnSnapshot(options, { options: withBudget(wanted, TEACHER_SHARE, 0), data, out: folder }, TEACHER_SPAN);
  const teacher = await openRunTeacher(folder, null);
  const usedSeconds = (options.clock() - startMs) / MS_PER_SECOND;
  const call = { options: withBudget(wanted, 1, usedSeconds), data, out };
  await trainOnSnapshot(options, { ...call, llm: await llmCall(llm, languageModel, teacher, work) }, TAUGHT_SPAN);
  return { out, teacher: teacher.card };
}

/** What is left of a run's budget, one second at least. @param share Of the whole that may be spent by then. */
function withBudget(wanted: TrainingOptions, share: number, usedSeconds: number): TrainingOptions {
  const { budgetSeconds } = wanted;
  if (budgetSeconds === null) return wanted;
  return { ...wanted, budgetSeconds: Math.max(1, Math.floor(budgetSeconds * share - usedSeconds)) };
}

async function llmCall(
  llm: LlmTrainingOptions,
  languageModel: ResolvedLanguageModel,
  teacher: RunTeacher,
  work: string,
): Promise<NonNullable<TrainCall["llm"]>> {
  const folder = join(work, "llm");
  await mkdir(folder, { recursive: true });
  return { options: llm, languageModel, teacher: teacher.folder, work: folder };
}
