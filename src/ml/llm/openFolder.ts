import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { checkedTensors } from "./checkedTensors.js";
import { huggingFaceName } from "./huggingFaceName.js";
import { languageModelFault } from "./languageModelFault.js";
import type { LlmCheckpoint } from "./llmCheckpoint.js";
import { openTokenizer } from "./llmTokenizer.js";
import { parseLlmConfig } from "./parseLlmConfig.js";
import { openShards } from "./safetensors/openShards.js";

/**
 * Opens a folder in Hugging Face's form: config.json, safetensors in one file or in shards, tokenizer.json.
 *
 * @throws {DomainError} `LANGUAGE_MODEL_UNUSABLE` if the architecture is not supported, a shard or a tensor is missing,
 *   a file is cut off, or a shape is not what the configuration wants.
 */
export async function openFolder(folder: string): Promise<LlmCheckpoint> {
  const config = parseLlmConfig(join(folder, "config.json"), await readPart(join(folder, "config.json")));
  const shards = await openShards(folder);
  try {
    const tensor = checkedTensors(folder, config, (name) => shards.tensor(huggingFaceName(name)));
    const path = join(folder, "tokenizer.json");
    const tokenizerText = () => readPart(path);
    const tokenizer = async () => openTokenizer(path, await tokenizerText());
    return { path: folder, config, tensor, tokenizer, tokenizerText, close: () => shards.close() };
  } catch (error) {
    await shards.close();
    throw error;
  }
}

async function readPart(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    throw languageModelFault(path, isMissing ? "the file is missing" : "the file cannot be read", cause);
  }
}
