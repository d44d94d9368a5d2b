import { resolve } from "node:path";

import { Option, type Command } from "commander";

import type { Clock } from "../domain/clock.js";
import { SOURCE_FORMATS } from "../formats/sourceFormat.js";
import { MODEL_KINDS, RECIPES, TRAINING_CHOICES } from "../ml/index.js";
import { checkArtifactFolder } from "./checkArtifactFolder.js";
import { evaluationTable } from "./evaluationTable.js";
import { faultCode } from "./faultCode.js";
import { addLlmSrecFlags, checkedLlmSrecFlags } from "./llm-srec/llmSrecFlags.js";
import { openTrainProgress, PROGRESS_STYLES } from "./openTrainProgress.js";
import { testRows } from "./testRows.js";
import { trainArtifact, type TrainCommandOptions, type TrainOutput } from "./trainArtifact.js";
import { wholeNumberOption } from "./wholeNumberOption.js";
import { withAbortSignal } from "./withAbortSignal.js";

const MOST_SEED = 2 ** 31 - 1;
const MOST_EPOCHS = 1_000_000;
const MOST_SECONDS = 30 * 24 * 3_600;
const MOST_THREADS = 256;

/** Adds `sequitur train` to the program. */
export function registerTrain(program: Command): void {
  const command = program
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
      new Option("--recipe <name>", "settings: as in LLM-SRec's paper, or what does best on this data")
        .choices(RECIPES)
        .default("default"),
    )
    .addOption(
      new Option("--filter <name>", "llm-srec: only users and items with more than 4 interactions, in one pass")
        .choices(TRAINING_CHOICES.filters)
        .default("none"),
    )
    .option("--seed <number>", "of first weights, order, negatives and shuffles", wholeNumberOption(0, MOST_SEED), 0)
    .option(
      "--epochs <number>",
      "most passes over the users; llm-srec by the recipe default: most stretches",
      wholeNumberOption(1, MOST_EPOCHS),
    )
    .option(
      "--budget <seconds>",
      "seconds of training, refit included, after which nothing new is begun; what is begun is finished, and the test comes on top",
      wholeNumberOption(1, MOST_SECONDS),
    )
    .requiredOption("--out <folder>", "where the artifact goes: a new folder, or an artifact to replace")
    .addOption(new Option("--backend <name>", "what computes").choices(TRAINING_CHOICES.backends).default("onnx"))
    .option("--threads <number>", "default: TRAIN_THREADS, else all cores", wholeNumberOption(1, MOST_THREADS))
    .option("--refit", "after the test, train anew on the whole log, and write that model")
    .addOption(
      new Option("--progress <style>", "on standard error; a bar is plain lines where that is no terminal")
        .choices(PROGRESS_STYLES)
        .default("bar"),
    )
    .option("--json", "print the result as one JSON object");
  addLlmSrecFlags(command).action(async (options: TrainCommandOptions) => {
    const output = await runTrain(options, () => Date.now());
    process.stdout.write(`${options.json ? JSON.stringify(output) : describe(output)}\n`);
  });
}

async function runTrain(options: TrainCommandOptions, clock: Clock): Promise<TrainOutput> {
  const progress = openTrainProgress(options.progress, process.stderr, clock);
  try {
    const flags = checkedLlmSrecFlags(options.model, options);
    const folder = resolve(options.out);
    await checkArtifactFolder(folder);
    const effects = { clock, progress, stream: process.stderr };
    return await withAbortSignal((signal) => trainArtifact({ folder, options, flags }, { ...effects, signal }), {
      clock,
    });
  } catch (error) {
    // For a worker: the line of the fault itself, which follows, may tell more than all may read.
    if (options.progress === "json") process.stderr.write(`${JSON.stringify({ fault: faultCode(error) })}\n`);
    throw error;
  } finally {
    progress.stop();
  }
}

function describe(output: TrainOutput): string {
  const { rows, valid, bestEpoch, artifact, refitted } = output;
  const table = evaluationTable(
    [...testRows(rows), [bestEpoch === null ? "validation" : `validation, epoch ${bestEpoch}`, valid]],
    output,
  );
  const refit = refitted ? ", its weights trained anew on the whole log" : "";
  return `${table}\nWrote ${artifact}${refit}`;
}
