import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";

import { WEIGHTS_FILE } from "../../llm/frozenWeights.js";
import { splitHash } from "../splitHash.js";
import type { LlmSrecTraining } from "./llmSrecTraining.js";

/**
 * Stands for everything that decides how a training goes, but for its budget: the same key, the same training. Reads all
 * weights of the language model.
 */
export async function trainingKey({
  split,
  teacher,
  languageModel,
  options,
  seed,
  titles,
}: LlmSrecTraining): Promise<string> {
  const { frozen, tokenizerText, name } = languageModel;
  const hash = createHash("sha256");
  const parts = [splitHash(split), teacher.checksum, name, frozen.config, tokenizerText, options, seed, titles];
  hash.update(JSON.stringify(parts));
  const { times } = split;
  for (const values of times === undefined ? [] : [...times.train, times.valid, times.test])
    hash.update(`\n${values.length}:`).update(bytesOf(values));
  for await (const bytes of createReadStream(join(frozen.folder, WEIGHTS_FILE))) hash.update(bytes as Uint8Array);
  return hash.digest("hex");
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
