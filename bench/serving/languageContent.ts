/** @file An LLM-SRec that nobody has trained. Axes: N items, V width of vectors, D of the language model, E of the teacher. */
import { seededRandom } from "../../src/ml/data/seededRandom.js";
import type { LlmSrecContent } from "../../src/ml/artifact/modelFiles.js";
import { drawNormal } from "../../src/ml/llm-srec/drawNormal.js";
import type { LlmSrecConfig } from "../../src/ml/llm-srec/llmSrecConfig.js";
import { llmSrecParameters } from "../../src/ml/llm-srec/llmSrecParameters.js";
import { COMPACT_PROMPT, PAPER_PROMPT } from "../../src/ml/llm-srec/promptOptions.js";
import type { FrozenWeights } from "../../src/ml/llm/frozenWeights.js";
import { sasrecContent } from "../../src/ml/train/sasrecContent.js";
import { randomNetwork } from "./randomNetwork.js";

const HIDDEN_WIDTH = 512;
const HEAD_WIDTH = 128;
/** As the recipe `default` matches titles. */
const MATCH_WIDTH = 256;
/** About as large as a token's embedding. */
const SOFT_TOKEN_SCALE = 0.1;

/** A language model, and how it reads. */
export interface LanguageContentOptions {
  readonly frozen: FrozenWeights;
  /** The text of a tokenizer.json. */
  readonly tokenizer: string;
  readonly allLayers: number;
  /** `paper`: titles and days; `compact`: soft tokens of title states. */
  readonly prompt: "paper" | "compact";
  readonly itemIds: readonly string[];
  /** Of each item. */
  readonly titles: readonly string[];
}

/** Random teacher, heads, item and title vectors, the same every time: reading and ranking cost what a trained model's cost. */
export function languageContent(options: LanguageContentOptions): LlmSrecContent {
  const { frozen, tokenizer, allLayers, prompt, itemIds, titles } = options;
  const { config: shape, parameters: teacher } = randomNetwork(itemIds.length);
  const [rows, D, E] = [itemIds.length + 1, frozen.config.width, shape.width];
  const isCompact = prompt === "compact";
  const matchWidth = isCompact ? Math.min(MATCH_WIDTH, D) : 0;
  const vectorWidth = HEAD_WIDTH + matchWidth;
  const config: LlmSrecConfig = {
    ...{ llmWidth: D, teacherWidth: E, itemWidth: isCompact ? E + D : E },
    ...{ hiddenWidth: HIDDEN_WIDTH, vectorWidth, matchWidth, hasUserRepresentation: false },
    ...(isCompact && { readOut: { lastItem: true, userResidual: true, itemResidual: true, titleMatch: true } }), // as the recipes
  };
  const random = seededRandom("language content");
  const draw = (count: number) => drawNormal(random, count, { mean: 0, deviation: 1 });
  const all = {
    ...llmSrecParameters(config, { mean: 0, deviation: SOFT_TOKEN_SCALE }, random),
    ...(isCompact && { "titleProjection.weight": { shape: [D, matchWidth], data: draw(D * matchWidth) } }),
  };
  const parameters = Object.fromEntries(Object.entries(all).filter(([name]) => !name.startsWith("teacherHead.")));
  return {
    kind: "llm-srec",
    itemIds,
    popularity: Float32Array.from({ length: rows }, (_, row) => rows - 1 - row),
    ...sasrecContent(shape, teacher),
    llm: {
      ...{ weightsFolder: frozen.folder, tokenizer, titles, parameters },
      vectors: draw(rows * vectorWidth).fill(0, 0, vectorWidth),
      titleVectors: isCompact ? draw(rows * D).fill(0, 0, D) : null,
      titleStatistics: isCompact ? { means: new Float32Array(D), deviations: new Float32Array(D).fill(1) } : null,
      unseenItem: draw(E),
      settings: {
        config,
        prompt: isCompact ? COMPACT_PROMPT : PAPER_PROMPT,
        softTokenScale: SOFT_TOKEN_SCALE,
        hasTitleStates: isCompact,
        teacherKind: "sasrec",
        languageModel: { name: "bench", layers: frozen.config.layers, allLayers, isCatalogue: false },
        fusion: {
          ...{ languageModel: [0.5, 0, 0], teacher: [1, 0, 0], popularity: 0 },
          ...{ popularityMean: 0, popularityDeviation: 1, lengthMean: 0, lengthDeviation: 1 },
        },
      },
    },
  };
}
