import { mkdir, rm } from "node:fs/promises";

import { artifactFiles } from "../../src/ml/artifact/artifactFiles.js";
import { writeArtifact } from "../../src/ml/artifact/writeArtifact.js";
import type { WeightForm } from "../../src/ml/llm/frozenWeights.js";
import { openCheckpoint } from "../../src/ml/llm/openCheckpoint.js";
import { writeFrozenWeights } from "../../src/ml/llm/writeFrozenWeights.js";
import { languageContent } from "./languageContent.js";
import { randomNetwork } from "./randomNetwork.js";
import { UNTRAINED } from "./untrained.js";

/** What is written. */
export interface LanguageArtifactOptions {
  /** Path of a language model. */
  readonly model: string;
  /** How many of its first layers read. */
  readonly layers: number;
  readonly prompt: "paper" | "compact";
  /** Of the weights; default: as a training stores them. */
  readonly form?: WeightForm;
  readonly itemIds: readonly string[];
  /** Of each item. */
  readonly titles: readonly string[];
}

/** Writes the artifact of a language model as it is, with random `languageContent` around it. @returns Its checksum. */
export async function writeLanguageArtifact(folder: string, options: LanguageArtifactOptions): Promise<string> {
  const { model, layers, form = "fp32", ...read } = options;
  const weights = `${folder}-weights`;
  await mkdir(weights, { recursive: true });
  const checkpoint = await openCheckpoint(model);
  try {
    const frozen = await writeFrozenWeights(checkpoint, weights, { layers, form });
    const tokenizer = await checkpoint.tokenizerText();
    const content = languageContent({ frozen, tokenizer, allLayers: checkpoint.config.layers, ...read });
    const { width, maxLength } = randomNetwork(1).config;
    return await writeArtifact(folder, {
      manifest: {
        ...UNTRAINED,
        kind: content.kind,
        encoder: { width, window: maxLength },
        llmSrec: content.llm.settings,
      },
      files: await artifactFiles(content),
    });
  } finally {
    await checkpoint.close();
    await rm(weights, { recursive: true });
  }
}
