/** @file The frozen language model of a training. */
import { basename } from "node:path";

import { PromptEncoder } from "../../llm-srec/promptEncoder.js";
import type { PromptOptions } from "../../llm-srec/promptOptions.js";
import { embeddingDistribution } from "../../llm-srec/embeddingDistribution.js";
import type { NormalDistribution } from "../../llm-srec/drawNormal.js";
import type { FrozenWeights } from "../../llm/frozenWeights.js";
import type { LlmTokenizer } from "../../llm/llmTokenizer.js";
import { openCheckpoint } from "../../llm/openCheckpoint.js";
import { withRandomMatrices } from "./withRandomMatrices.js";
import { writeFrozenWeights } from "../../llm/writeFrozenWeights.js";

/** A language model that is ready to be computed with. */
export interface TrainingLanguageModel {
  readonly name: string;
  readonly frozen: FrozenWeights;
  /** Layers of the checkpoint, computed or not. */
  readonly allLayers: number;
  readonly encoder: PromptEncoder;
  readonly tokenizer: LlmTokenizer;
  /** The text of a tokenizer.json that makes it. */
  readonly tokenizerText: string;
  /** How its embeddings are distributed. */
  readonly embeddings: NormalDistribution;
}

/** How to open a language model. */
export interface LanguageModelOptions {
  /** Where the weights go. */
  readonly folder: string;
  /** Null: all; more than there are is an error, unless `takesFewer`. */
  readonly layers: number | null;
  /** For the model card; default: as the file is named. */
  readonly name?: string;
  /** Nobody asked for so many layers by name: a model with fewer is taken whole. */
  readonly takesFewer: boolean;
  readonly limits: Pick<PromptOptions, "titleTokens" | "maxTokens">;
  /** Draws all matrices anew by this seed, so that only the shape is the checkpoint's; null: its own weights. */
  readonly randomWeights: number | null;
}

/**
 * Opens a checkpoint and writes its first layers for traced graphs.
 *
 * @throws {DomainError} As `openCheckpoint` and `writeFrozenWeights`.
 */
export async function openLanguageModel(
  path: string,
  { folder, layers: wanted, takesFewer, name, limits, randomWeights }: LanguageModelOptions,
): Promise<TrainingLanguageModel> {
  const opened = await openCheckpoint(path);
  const checkpoint = randomWeights === null ? opened : withRandomMatrices(opened, randomWeights);
  try {
    const { layers: all } = checkpoint.config;
    const layers = wanted !== null && takesFewer ? Math.min(wanted, all) : wanted;
    const frozen = await writeFrozenWeights(checkpoint, folder, layers === null ? {} : { layers });
    const tokenizer = await checkpoint.tokenizer();
    return {
      name: name ?? basename(path),
      frozen,
      allLayers: all,
      encoder: new PromptEncoder(tokenizer, limits),
      tokenizer,
      tokenizerText: await checkpoint.tokenizerText(),
      embeddings: await embeddingDistribution(checkpoint.tensor("embedding")),
    };
  } finally {
    await checkpoint.close();
  }
}
