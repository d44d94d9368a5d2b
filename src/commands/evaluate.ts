import { resolve } from "node:path";

import { Option, type Command } from "commander";

import { readConfig } from "../config/config.js";
import type { Clock } from "../domain/clock.js";
import { SOURCE_FORMATS } from "../formats/sourceFormat.js";
import { evaluateArtifact, TRAINING_CHOICES, type ArtifactReport, type SplitFilter } from "../ml/index.js";
import { evaluationTable } from "./evaluationTable.js";
import { peakMemoryMb } from "./peakMemoryMb.js";
import { readTrainingLog, type TrainingLogOptions } from "./readTrainingLog.js";
import { testRows } from "./testRows.js";
import { wholeNumberOption } from "./wholeNumberOption.js";
import { withAbortSignal } from "./withAbortSignal.js";

const MOST_SEED = 2 ** 31 - 1;
const MOST_THREADS = 256;

/** The options of `sequitur evaluate`, as commander hands them over. */
interface EvaluateCommandOptions extends TrainingLogOptions {
  readonly artifact: string;
  readonly filter?: SplitFilter;
  readonly seed?: number;
  readonly threads?: number;
  readonly json?: true;
}

/** Adds `sequitur evaluate` to the program. */
export function registerEvaluate(program: Command): void {
  program
    .command("evaluate")
    .description("test a stored model on the test items of a data set; needs no server and no database")
    .requiredOption("--artifact <folder>", "the model, as train wrote it")
    .requiredOption("--data <path>", "the data set: a folder, or one of its files")
    .addOption(new Option("--format <format>", "what the path holds").choices(SOURCE_FORMATS).default("auto"))
    .option(
      "--columns <mapping>",
      "columns of a csv or recbole file: user=NAME,item=NAME,time=NAME,type=NAME,value=NAME",
    )
    .addOption(new Option("--filter <name>", "default: as the model was trained").choices(TRAINING_CHOICES.filters))
    .option("--seed <number>", "of negatives and shuffles; default: the model's", wholeNumberOption(0, MOST_SEED))
    .option("--threads <number>", "default: TRAIN_THREADS, else all cores", wholeNumberOption(1, MOST_THREADS))
    .option("--json", "print the result as one JSON object")
    .action(async (options: EvaluateCommandOptions) => {
      const report = await runEvaluate(options, () => Date.now());
      process.stdout.write(`${options.json ? JSON.stringify(report) : describe(report)}\n`);
    });
}

async function runEvaluate(options: EvaluateCommandOptions, clock: Clock): Promise<ArtifactReport> {
  const warn = (line: string) => process.stderr.write(`${line}\n`);
  const { filter, seed, threads = readConfig().trainThreads } = options;
  const { log } = await readTrainingLog(options, warn);
  const folder = resolve(options.artifact);
  const report = await withAbortSignal(
    (signal) => evaluateArtifact({ folder, log, filter, seed, threads, clock, peakMemoryMb, signal }),
    { clock },
  );
  if (report.refitted) warn("The model was trained anew on the whole log: it has seen test items of the same log");
  if (report.unknownItems > 0) warn(`The model does not know ${report.unknownItems} items of the data: they rank last`);
  return report;
}

function describe(report: ArtifactReport): string {
  return evaluationTable(testRows(report.rows), report);
}
