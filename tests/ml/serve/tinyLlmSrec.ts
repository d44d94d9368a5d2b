/** @file A stored LLM-SRec at a size that takes milliseconds: a random language model, a random SASRec, thirty items. */
import { copyFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { artifactFiles } from "../../../src/ml/artifact/artifactFiles.js";
import type { LlmSrecContent } from "../../../src/ml/artifact/modelFiles.js";
import { writeArtifact } from "../../../src/ml/artifact/writeArtifact.js";
import { seededRandom } from "../../../src/ml/data/seededRandom.js";
import type { LlmSrecConfig } from "../../../src/ml/llm-srec/llmSrecConfig.js";
import { llmSrecParameters } from "../../../src/ml/llm-srec/llmSrecParameters.js";
import type { LlmSrecSettings } from "../../../src/ml/llm-srec/llmSrecSettings.js";
import { COMPACT_PROMPT, type PromptOptions } from "../../../src/ml/llm-srec/promptOptions.js";
import type { ReadOutOptions } from "../../../src/ml/llm-srec/readOutOptions.js";
import type { WeightForm } from "../../../src/ml/llm/frozenWeights.js";
import { openCheckpoint } from "../../../src/ml/llm/openCheckpoint.js";
import { writeFrozenWeights } from "../../../src/ml/llm/writeFrozenWeights.js";
import type { SasrecConfig } from "../../../src/ml/models/sasrecConfig.js";
import { sasrecEncoderGraph } from "../../../src/ml/models/sasrecEncoderGraph.js";
import { sasrecParameters } from "../../../src/ml/models/sasrecParameters.js";
import { sasrecScoresGraph } from "../../../src/ml/models/sasrecScoresGraph.js";
import { someArtifact } from "../artifact/someArtifact.js";
import { seededFloats } from "../harness/seededFloats.js";
import { TINY_CONFIG, tinyTensors, writeTinyModel } from "../llm/harness/tinyModel.js";

const TOKENIZER = join(import.meta.dirname, "..", "llm", "fixtures", "tokenizer", "tokenizer.json");
const LLM_CONFIG = { ...TINY_CONFIG, vocab_size: 400, max_position_embeddings: 1024 };
const ITEM_COUNT = 30;
const TEACHER: SasrecConfig = {
  kind: "sasrec",
  itemCount: ITEM_COUNT,
  width: 4,
  blocks: 1,
  heads: 1,
  expansion: 1,
  maxLength: 12,
};
const VECTOR_WIDTH = 6;

export const TINY_ITEM_IDS = Array.from({ length: ITEM_COUNT }, (_, index) => `i${index + 1}`);
/** Of `VECTOR_WIDTH`. */
const MATCH_WIDTH = 3;
/** So that a match weighs about as much as the rest. */
const MATCH_LOG_WEIGHT = -0.2;
const WORDS = ["A lantern", "Wool scarf for the winter", "Kettle", "", "Paper and ink, two boxes"];
const TINY_TITLES = TINY_ITEM_IDS.map((id, index) => `${WORDS[index % WORDS.length]!}${index % 5 === 3 ? "" : ` ${id}`}`); // prettier-ignore

export interface TinyLlmSrecOptions {
  readonly prompt?: PromptOptions;
  readonly readOut?: ReadOutOptions;
  readonly hasTitleStates?: boolean;
  readonly fusion?: LlmSrecSettings["fusion"];
  /** Of the language model's weights. */
  readonly form?: WeightForm;
  /** Stands in for the item vectors of the language model. */
  readonly vectors?: Float32Array;
}

/** All of the fusion formula has a say. */
export const TINY_FUSION: LlmSrecSettings["fusion"] = {
  languageModel: [0.9, -0.1, 0.2],
  teacher: [0.7, 0.2, -0.1],
  popularity: 0.3,
  popularityMean: 2,
  popularityDeviation: 0.9,
  lengthMean: 1.4,
  lengthDeviation: 0.6,
};

/** Everything random, and the same every time. @param folder Exists; the language model's weights are written into it. */
export async function tinyLlmSrecContent(folder: string, options: TinyLlmSrecOptions = {}): Promise<LlmSrecContent> {
  const { prompt = { ...COMPACT_PROMPT, window: 5, maxTokens: 512 }, hasTitleStates = true } = options;
  const [modelFolder, weightsFolder] = [join(folder, "model"), join(folder, "weights")];
  await mkdir(weightsFolder, { recursive: true });
  await writeTinyModel(modelFolder, tinyTensors(LLM_CONFIG), LLM_CONFIG);
  await copyFile(TOKENIZER, join(modelFolder, "tokenizer.json"));
  const checkpoint = await openCheckpoint(modelFolder);
  await writeFrozenWeights(checkpoint, weightsFolder, { form: options.form ?? "fp32" });
  await checkpoint.close();
  const D = LLM_CONFIG.hidden_size;
  const all = { lastItem: true, userResidual: true, itemResidual: true, titleMatch: hasTitleStates };
  const { readOut = all } = options;
  const matchWidth = readOut.titleMatch ? MATCH_WIDTH : 0;
  const config: LlmSrecConfig = {
    llmWidth: D,
    teacherWidth: TEACHER.width,
    itemWidth: TEACHER.width + (hasTitleStates ? D : 0),
    hiddenWidth: 10,
    vectorWidth: VECTOR_WIDTH,
    hasUserRepresentation: prompt.hasUserRepresentation,
    ...{ readOut, matchWidth },
  };
  const drawn = llmSrecParameters(config, { mean: 0.1, deviation: 0.6 }, seededRandom(5));
  const projection = { shape: [D, matchWidth], data: seededFloats(D * matchWidth, 36) };
  const parameters = {
    ...Object.fromEntries(Object.entries(drawn).filter(([name]) => !name.startsWith("teacherHead."))),
    ...(matchWidth > 0 && { "titleProjection.weight": projection }),
    ...(matchWidth > 0 && { "titleMatch.logWeight": { shape: [1], data: Float32Array.of(MATCH_LOG_WEIGHT) } }),
  };
  const teacher = sasrecParameters(TEACHER, seededRandom("tiny teacher"));
  const zeroFirst = (values: Float32Array, width: number) => values.fill(0, 0, width);
  const rows = ITEM_COUNT + 1;
  return {
    kind: "llm-srec",
    itemIds: TINY_ITEM_IDS,
    popularity: Float32Array.from({ length: rows }, (_, row) => (row * 7) % 11),
    encoder: sasrecEncoderGraph(TEACHER, teacher, "stored"),
    scorer: sasrecScoresGraph(ITEM_COUNT, TEACHER.width),
    itemVectors: teacher["itemEmbeddings"]!.data,
    llm: {
      weightsFolder,
      tokenizer: await readFile(TOKENIZER, "utf8"),
      titles: TINY_TITLES,
      parameters,
      vectors: options.vectors ?? zeroFirst(seededFloats(rows * VECTOR_WIDTH, 31), VECTOR_WIDTH),
      titleVectors: hasTitleStates ? zeroFirst(seededFloats(rows * D, 32), D) : null,
      titleStatistics: hasTitleStates
        ? { means: seededFloats(D, 33), deviations: seededFloats(D, 34).map((value) => Math.abs(value) + 0.5) }
        : null,
      unseenItem: seededFloats(TEACHER.width, 35),
      settings: {
        config,
        prompt,
        softTokenScale: 0.5,
        hasTitleStates,
        teacherKind: "sasrec",
        languageModel: { name: "tiny", layers: 2, allLayers: 2, isCatalogue: false },
        fusion: options.fusion ?? TINY_FUSION,
      },
    },
  };
}

/** Writes the artifact. @returns What `InferencePool.open` and `openArtifact` take. */
export async function writeTinyLlmSrec(
  artifactFolder: string,
  content: LlmSrecContent,
): Promise<{ readonly artifactFolder: string; readonly checksum: string }> {
  const { manifest } = someArtifact("popular", TINY_ITEM_IDS, [[1, 2]]);
  const checksum = await writeArtifact(artifactFolder, {
    manifest: {
      ...manifest,
      kind: "llm-srec",
      encoder: { width: TEACHER.width, window: TEACHER.maxLength },
      llmSrec: content.llm.settings,
    },
    files: await artifactFiles(content),
  });
  return { artifactFolder, checksum };
}
