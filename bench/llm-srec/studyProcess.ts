/** @file A process that trains one run of the studied table: a `StudyTask` as a line of JSON in, its `StudyResult` out. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { readTitles } from "../../src/commands/llm-srec/readTitles.js";
import { openTrainProgress } from "../../src/commands/openTrainProgress.js";
import { peakMemoryMb } from "../../src/commands/peakMemoryMb.js";
import { readTrainingLog } from "../../src/commands/readTrainingLog.js";
import { readConfig } from "../../src/config/config.js";
import { splitLeaveLastOut, type SplitFilter } from "../../src/ml/data/splitLeaveLastOut.js";
import { trainModel } from "../../src/ml/train/trainModel.js";
import { studyPaths } from "./studyPaths.js";
import { studyResult, type StudyResult } from "./studyResult.js";
import { STUDY_ROWS } from "./studyRow.js";
import type { StudyTask } from "./studyTask.js";
import { studyTeacher } from "./studyTeacher.js";

const FILTER: SplitFilter = "llm-srec";

for await (const line of createInterface({ input: process.stdin })) {
  const result = await train(JSON.parse(line) as StudyTask);
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

async function train(task: StudyTask): Promise<StudyResult> {
  const { seed, budgetSeconds, shared, teachersFolder } = task;
  const row = STUDY_ROWS.find(({ name }) => name === task.row)!;
  const paths = studyPaths(row, shared);
  const say = (text: string) => void process.stderr.write(`${text}\n`);
  const { name, cutOff, eventMeanings, log, source } = await readTrainingLog({ data: paths.data, format: "auto" }, say);
  const split = splitLeaveLastOut(log, { filter: FILTER });
  const clock = () => Date.now();
  const progress = openTrainProgress("bar", process.stderr, clock);
  const threads = readConfig().trainThreads;
  const request = {
    ...{ split, source: { name, cutOff, filter: FILTER, eventMeanings }, seed, threads, clock, peakMemoryMb },
    ...({ backend: "onnx", refit: false } as const),
    onProgress: progress.show.bind(progress),
  } as const;
  const teacherFolder = await studyTeacher(row, teachersFolder, request);
  const workFolder = await mkdtemp(join(tmpdir(), "sequitur-study-"));
  try {
    const { report, artifact } = await trainModel({
      ...request,
      ...{ kind: "llm-srec", recipe: row.recipe, budgetSeconds },
      llmSrec: {
        ...{ languageModel: paths.languageModel, languageModelName: "SmolLM2-135M-Instruct.Q4_1.gguf" },
        ...{ teacherFolder, workFolder, titles: await readTitles(source, split.itemIds), overrides: row.overrides },
      },
    });
    return studyResult(report, artifact.manifest, threads);
  } finally {
    progress.stop();
    await rm(workFolder, { recursive: true });
  }
}
