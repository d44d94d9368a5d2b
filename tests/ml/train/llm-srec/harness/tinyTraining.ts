/** @file A whole training of LLM-SRec in seconds: a random language model of two layers, a short-trained teacher, 40 items. */
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";

import { writeArtifact } from "../../../../../src/ml/artifact/writeArtifact.js";
import { InteractionLogBuilder } from "../../../../../src/ml/data/interactionLogBuilder.js";
import { splitLeaveLastOut, type Split } from "../../../../../src/ml/data/splitLeaveLastOut.js";
import type { LlmSrecOptions } from "../../../../../src/ml/train/llm-srec/llmSrecOptions.js";
import { trainModel } from "../../../../../src/ml/train/trainModel.js";
import type { TrainingRequest } from "../../../../../src/ml/train/trainingRequest.js";
import { TINY_CONFIG, tinyTensors, writeTinyModel } from "../../../llm/harness/tinyModel.js";
import { markovSequences } from "../../markovSplit.js";

const TOKENIZER = join(import.meta.dirname, "..", "..", "..", "llm", "fixtures", "tokenizer", "tokenizer.json");
const LLM_CONFIG = { ...TINY_CONFIG, vocab_size: 400, max_position_embeddings: 1024 };
const START_MS = 1_700_000_000_000;
const DAY_MS = 86_400_000;

/** A log whose users go from an item to its successor three times out of four, one step a day. */
export const TINY_LOG = (() => {
  const builder = new InteractionLogBuilder();
  const sequences = markovSequences({ users: 60, items: 40, shortest: 5, longest: 12, order: 0.75 });
  sequences.forEach((rows, user) => {
    for (const [at, row] of rows.entries())
      builder.add(`u${user}`, `i${String(row).padStart(2, "0")}`, START_MS + at * DAY_MS);
  });
  return builder.build();
})();

/** Options that make a training small, but leave nothing of it out. */
const TINY_OPTIONS: Partial<LlmSrecOptions> = {
  layers: null,
  window: 4,
  hiddenWidth: 16,
  vectorWidth: 8,
  batchSize: 8,
  cachedBatch: 64,
  firstPasses: 24,
  firstRate: 5e-3,
  laterPasses: 3,
  stretchSteps: 3,
  stretches: 2,
  validationUsers: 40,
};

/** The parts that all tests share, made once. */
export interface TinyWorld {
  readonly folder: string;
  readonly split: Split;
  /** Of a language model's checkpoint. */
  readonly languageModel: string;
  /** Of the teacher's artifact. */
  readonly teacher: string;
  readonly titles: ReadonlyMap<string, string>;
}

/** Writes the language model and trains the teacher. @param folder Exists. */
export async function tinyWorld(folder: string): Promise<TinyWorld> {
  const split = splitLeaveLastOut(TINY_LOG, { filter: "none" });
  const languageModel = await writeLanguageModel(join(folder, "language-model"), 1);
  const teacher = join(folder, "teacher");
  const overrides = { width: 16, maxLength: 12, batchSize: 30, epochs: 40, epochsPerValidation: 20, dropoutRate: 0.2, learningRate: 3e-3 }; // prettier-ignore
  const trained = await trainModel({ ...plainRequest(split), kind: "sasrec", overrides });
  await writeArtifact(teacher, trained.artifact);
  const titles = new Map(split.itemIds.map((id) => [id, `Title of ${id}`]));
  return { folder, split, languageModel, teacher, titles };
}

/** Another language model than the world's, whose embeddings are the same; returns its path. */
export function otherLanguageModel({ folder }: TinyWorld): Promise<string> {
  return writeLanguageModel(join(folder, "other-language-model"), 2);
}

/** @param scale Of one matrix. */
async function writeLanguageModel(path: string, scale: number): Promise<string> {
  const tensors = tinyTensors(LLM_CONFIG);
  const scaled = "model.layers.0.mlp.up_proj.weight";
  const { shape, data } = tensors[scaled]!;
  await writeTinyModel(path, { ...tensors, [scaled]: { shape, data: data.map((value) => value * scale) } }, LLM_CONFIG);
  await copyFile(TOKENIZER, join(path, "tokenizer.json"));
  return path;
}

/** A request to train LLM-SRec in this world; `name` is of its work folder. */
export async function tinyRequest(
  world: TinyWorld,
  name: string,
  overrides: Partial<LlmSrecOptions> = {},
  more: Partial<TrainingRequest<"llm-srec">> = {},
): Promise<TrainingRequest<"llm-srec">> {
  const workFolder = join(world.folder, name);
  await mkdir(workFolder, { recursive: true });
  return {
    ...plainRequest(world.split),
    kind: "llm-srec",
    llmSrec: {
      languageModel: world.languageModel,
      languageModelName: "tiny",
      teacherFolder: world.teacher,
      titles: world.titles,
      workFolder,
      overrides: { ...TINY_OPTIONS, ...overrides },
    },
    ...more,
  };
}

function plainRequest(split: Split): Omit<TrainingRequest, "kind"> {
  let now = START_MS;
  return {
    split,
    source: { name: "generated", cutOff: null, filter: "none", eventMeanings: {} },
    recipe: "default",
    seed: 1,
    backend: "onnx",
    threads: 1,
    refit: false,
    clock: () => (now += 5),
    peakMemoryMb: () => 1,
  };
}
