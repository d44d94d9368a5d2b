import { checkedTensors } from "../checkedTensors.js";
import { languageModelFault } from "../languageModelFault.js";
import type { LlmCheckpoint } from "../llmCheckpoint.js";
import { openTokenizer } from "../llmTokenizer.js";
import { ggufConfig } from "./ggufConfig.js";
import { openGgufFile } from "./ggufFile.js";
import { ggufName } from "./ggufName.js";
import { ggufTokenizer } from "./ggufTokenizer.js";
import { joinedHalves } from "./joinedHalves.js";

/** What is rotated: queries and keys. */
const ROTATED = /\.(query|key)(Bias)?$/;

/**
 * Opens a GGUF file of a Llama-like decoder; weights are widened to float32 as they are read.
 *
 * @throws {DomainError} `LANGUAGE_MODEL_UNUSABLE` if the architecture or a tensor's type is not supported, the file is
 *   cut off, or a tensor is missing or of another shape than the metadata want.
 */
export async function openGguf(path: string): Promise<LlmCheckpoint> {
  const file = await openGgufFile(path);
  try {
    const config = await ggufConfig(file);
    const tensor = checkedTensors(path, config, (name) => {
      const stored = file.tensor(ggufName(name));
      return config.architecture === "llama" && ROTATED.test(name) ? joinedHalves(stored, config.headWidth) : stored;
    });
    // Written as the file that the tokenizer package knows, so that one reader serves both forms.
    const tokenizerText = () => Promise.resolve().then(() => JSON.stringify(ggufTokenizer(path, file.metadata)));
    const tokenizer = async () => openTokenizer(path, await tokenizerText());
    return { path, config, tensor, tokenizer, tokenizerText, close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error instanceof RangeError ? languageModelFault(path, error.message, error) : error;
  }
}
