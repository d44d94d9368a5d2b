import { createHash } from "node:crypto";

import { splitHash } from "../splitHash.js";
import type { LlmSrecTraining } from "./llmSrecTraining.js";

/** Stands for everything that decides how a training goes, but for its budget: the same key, the same training. */
export function trainingKey({ split, teacher, languageModel, options, seed, titles }: LlmSrecTraining): string {
  const { frozen, tokenizerText, name, embeddings } = languageModel;
  const parts = [
    splitHash(split),
    teacher.checksum,
    name,
    frozen.config,
    tokenizerText,
    embeddings,
    options,
    seed,
    titles,
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
