import { resolve } from "node:path";

import { readConfig, type Config } from "../config/config.js";
import type { Clock } from "../domain/clock.js";
import {
  removeCheckpoint,
  splitLeaveLastOut,
  trainModel,
  writeArtifact,
  type LlmSrecRequest,
  type ModelKind,
  type Recipe,
  type Split,
  type SplitFilter,
  type TrainingBackend,
  type TrainingReport,
} from "../ml/index.js";
import { hubProgressLines } from "./llm-srec/hubProgressLines.js";
import type { CheckedLlmSrecFlags, LlmSrecFlags } from "./llm-srec/llmSrecFlags.js";
import { prepareLlmSrec, type PreparedLlmSrec } from "./llm-srec/prepareLlmSrec.js";
import { readTitles } from "./llm-srec/readTitles.js";
import { splitOfTeacher } from "./llm-srec/splitOfTeacher.js";
import { withWorkFolder } from "./llm-srec/withWorkFolder.js";
import type { ProgressStyle } from "./openTrainProgress.js";
import { peakMemoryMb } from "./peakMemoryMb.js";
import { readTrainingLog, type TrainingLog, type TrainingLogOptions } from "./readTrainingLog.js";
import type { TrainProgress } from "./trainProgress.js";

/** The options of `sequitur train`, as commander hands them over. */
export interface TrainCommandOptions extends TrainingLogOptions, LlmSrecFlags {
  readonly model: ModelKind;
  readonly recipe: Recipe;
  readonly filter: SplitFilter;
  readonly seed: number;
  readonly epochs?: number;
  readonly budget?: number;
  readonly out: string;
  readonly backend: TrainingBackend;
  readonly threads?: number;
  readonly refit?: true;
  readonly progress: ProgressStyle;
  readonly json?: true;
}

/** What `--json` prints. */
export type TrainOutput = TrainingReport & {
  readonly model: ModelKind;
  readonly faultyRows: number;
  /** Absolute folder of the artifact. */
  readonly artifact: string;
  readonly checksum: string;
};

/** What to train, and where to. */
export interface TrainOrder {
  /** Of the artifact; absolute. */
  readonly folder: string;
  readonly options: TrainCommandOptions;
  /** The options of `llm-srec`, checked; null for other kinds. */
  readonly flags: CheckedLlmSrecFlags | null;
}

/** What a training has to do with the world around it. */
export interface TrainEffects {
  readonly clock: Clock;
  readonly progress: TrainProgress;
  /** Gets what people should know besides. */
  readonly stream: Pick<NodeJS.WritableStream, "write">;
  readonly signal: AbortSignal;
}

/**
 * Trains as the options say, and writes the artifact.
 *
 * @throws {DomainError} Whatever is wrong with teacher, language model, data or training.
 */
export async function trainArtifact(order: TrainOrder, effects: TrainEffects): Promise<TrainOutput> {
  const { options } = order;
  const config = readConfig();
  const prepared = await prepare(order, config, effects);
  if (prepared === null) return train({ ...order, config, ...(await readSplit(options, effects)) }, effects);
  return withWorkFolder(options.resume === undefined ? undefined : resolve(options.resume), async (workFolder) => {
    const { data, split: own } = await readSplit(options, effects);
    const split = own.userIds.length === 0 ? own : splitOfTeacher(own, prepared.teacher);
    const further = split.itemIds.length - own.itemIds.length;
    if (further > 0)
      effects.stream.write(`The teacher knows ${further} items that the data has not: they are ranked, too\n`);
    const titles = await readTitles(data.source, split.itemIds);
    const onNotice = (line: string): void => void effects.stream.write(`${line}\n`);
    const llmSrec = { ...prepared.request, titles, workFolder, onNotice };
    return train({ ...order, config, data, split, llmSrec }, effects);
  });
}

async function readSplit(
  options: TrainCommandOptions,
  { stream }: TrainEffects,
): Promise<{ readonly data: TrainingLog; readonly split: Split }> {
  const data = await readTrainingLog(options, (line) => {
    stream.write(`${line}\n`);
  });
  return { data, split: splitLeaveLastOut(data.log, { filter: options.filter }) };
}

async function prepare(
  { options, flags }: TrainOrder,
  config: Config,
  { clock, stream, signal }: TrainEffects,
): Promise<PreparedLlmSrec | null> {
  if (flags === null) return null;
  const onProgress = options.progress === "none" ? undefined : hubProgressLines(stream, clock);
  return prepareLlmSrec(flags, options, { ...config.hub, signal, ...(onProgress !== undefined && { onProgress }) });
}

interface TrainParts extends TrainOrder {
  readonly config: Config;
  readonly data: TrainingLog;
  readonly split: Split;
  readonly llmSrec?: LlmSrecRequest;
}

/** The artifact is written here, too: files of it may lie in the work folder. */
async function train(parts: TrainParts, { clock, progress, signal }: TrainEffects): Promise<TrainOutput> {
  const { folder, options, config, data, split, llmSrec } = parts;
  const { model, recipe, filter, seed, epochs, budget, backend, refit = false } = options;
  const { name, cutOff, eventMeanings, faultyRows } = data;
  const { report, artifact } = await trainModel({
    kind: model,
    split,
    source: { name, cutOff, filter, eventMeanings },
    recipe,
    ...(epochs !== undefined && llmSrec === undefined && { overrides: { epochs } }),
    ...(llmSrec !== undefined && { llmSrec }),
    seed,
    backend,
    threads: options.threads ?? config.trainThreads,
    refit,
    budgetSeconds: budget,
    clock,
    peakMemoryMb,
    onProgress: (state) => {
      progress.show(state);
    },
    signal,
  });
  const checksum = await writeArtifact(folder, artifact);
  if (llmSrec !== undefined) await removeCheckpoint(llmSrec.workFolder);
  return { ...report, model, faultyRows, artifact: folder, checksum };
}
