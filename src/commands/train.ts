import { resolve } from "node:path";

import { Option, type Command } from "commander";

import { readConfig } from "../config/config.js";
import type { Clock } from "../domain/clock.js";
import { SOURCE_FORMATS } from "../formats/sourceFormat.js";
import {
  MODEL_KINDS,
  RECIPES,
  splitLeaveLastOut,
  TRAINING_CHOICES,
  trainModel,
  writeArtifact,
  type ModelKind,
  type Recipe,
  type SplitFilter,
  type TrainingBackend,
  type TrainingReport,
} from "../ml/index.js";
import { checkArtifactFolder } from "./checkArtifactFolder.js";
import { evaluationTable } from "./evaluationTable.js";
import { peakMemoryMb } from "./peakMemoryMb.js";
import { readTrainingLog, type TrainingLogOptions } from "./readTrainingLog.js";
import { openTrainProgress, PROGRESS_STYLES, type ProgressStyle } from "./openTrainProgress.js";
import type { TrainProgress } from "./trainProgress.js";
import { wholeNumberOption } from "./wholeNumberOption.js";
import { withAbortSignal } from "./withAbortSignal.js";

const MOST_SEED = 2 ** 31 - 1;
const MOST_EPOCHS = 1_000_000;
const MOST_SECONDS = 30 * 24 * 3_600;
const MOST_THREADS = 256;

/** The options of `sequitur train`, as commander hands them over. */
interface TrainCommandOptions extends TrainingLogOptions {
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
interface TrainOutput extends TrainingReport {
  readonly model: ModelKind;
  readonly faultyRows: number;
  /** Absolute folder of the artifact. */
  readonly artifact: string;
  readonly checksum: string;
}

/** Adds `sequitur train` to the program. */
export function registerTrain(program: Command): void {
  program
    .command("train")
    .description("train a model on a data set, test it, and write it as an artifact; needs no server and no database")
    .requiredOption("--data <path>", "the data set: a folder, or one of its files")
    .addOption(new Option("--format <format>", "what the path holds").choices(SOURCE_FORMATS).default("auto"))
    .option(
      "--columns <mapping>",
      "columns of a csv or recbole file: user=NAME,item=NAME,time=NAME,type=NAME,value=NAME",
    )
    .addOption(new Option("--model <kind>", "what to train").choices(MODEL_KINDS).default("sasrec"))
    .addOption(
      new Option("--recipe <name>", "settings of sasrec: as LLM-SRec's teacher, or what does best on this data")
        .choices(RECIPES)
        .default("default"),
    )
    .addOption(
      new Option("--filter <name>", "llm-srec: only users and items with more than 4 interactions, in one pass")
        .choices(TRAINING_CHOICES.filters)
        .default("none"),
    )
    .option("--seed <number>", "of first weights, order, negatives and shuffles", wholeNumberOption(0, MOST_SEED), 0)
    .option("--epochs <number>", "most passes over the users", wholeNumberOption(1, MOST_EPOCHS))
    .option("--budget <seconds>", "most seconds of training, refit included", wholeNumberOption(1, MOST_SECONDS))
    .requiredOption("--out <folder>", "where the artifact goes: a new folder, or an artifact to replace")
    .addOption(new Option("--backend <name>", "what computes").choices(TRAINING_CHOICES.backends).default("onnx"))
    .option("--threads <number>", "default: TRAIN_THREADS, else all cores", wholeNumberOption(1, MOST_THREADS))
    .option("--refit", "after the test, train anew on the whole log, and write that model")
    .addOption(
      new Option("--progress <style>", "on standard error; a bar is plain lines where that is no terminal")
        .choices(PROGRESS_STYLES)
        .default("bar"),
    )
    .option("--json", "print the result as one JSON object")
    .action(async (options: TrainCommandOptions) => {
      const output = await runTrain(options, () => Date.now());
      process.stdout.write(`${options.json ? JSON.stringify(output) : describe(output)}\n`);
    });
}

async function runTrain(options: TrainCommandOptions, clock: Clock): Promise<TrainOutput> {
  const folder = resolve(options.out);
  await checkArtifactFolder(folder);
  const progress = openTrainProgress(options.progress, process.stderr, clock);
  try {
    return await withAbortSignal((signal) => trainInto(folder, options, { clock, progress, signal }), { clock });
  } finally {
    progress.stop();
  }
}

async function trainInto(
  folder: string,
  options: TrainCommandOptions,
  { clock, progress, signal }: { clock: Clock; progress: TrainProgress; signal: AbortSignal },
): Promise<TrainOutput> {
  const { model, recipe, filter, seed, epochs, budget, backend, refit = false } = options;
  const { threads = readConfig().trainThreads } = options;
  const { log, name, cutOff, eventMeanings, faultyRows } = await readTrainingLog(options, (line) =>
    process.stderr.write(`${line}\n`),
  );
  const { report, artifact } = await trainModel({
    kind: model,
    split: splitLeaveLastOut(log, { filter }),
    source: { name, cutOff, filter, eventMeanings },
    recipe,
    ...(epochs !== undefined && { overrides: { epochs } }),
    seed,
    backend,
    threads,
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
  return { ...report, model, faultyRows, artifact: folder, checksum };
}

function describe(output: TrainOutput): string {
  const { rows, valid, bestEpoch, artifact, refitted } = output;
  const table = evaluationTable(
    [
      ["test", rows.ordered],
      ["test, shuffled", rows.shuffled],
      [bestEpoch === null ? "validation" : `validation, epoch ${bestEpoch}`, valid],
    ],
    output,
  );
  const refit = refitted ? ", its weights trained anew on the whole log" : "";
  return `${table}\nWrote ${artifact}${refit}`;
}
