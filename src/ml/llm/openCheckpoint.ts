import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

import { DomainError } from "../../domain/domainError.js";
import { openGguf } from "./gguf/openGguf.js";
import { languageModelFault } from "./languageModelFault.js";
import type { LlmCheckpoint } from "./llmCheckpoint.js";
import { openFolder } from "./openFolder.js";
import { INDEX_FILE, SINGLE_FILE } from "./safetensors/openShards.js";

const GGUF_ENDING = ".gguf";

/**
 * Opens the language model at a path: a GGUF file, a folder in Hugging Face's form, or a folder with one GGUF file.
 *
 * @throws {DomainError} `UNKNOWN_LANGUAGE_MODEL` if nothing is there; `LANGUAGE_MODEL_UNUSABLE` if what is there cannot
 *   be used, and why.
 */
export async function openCheckpoint(path: string): Promise<LlmCheckpoint> {
  if (!(await isFolder(path))) {
    if (path.endsWith(GGUF_ENDING)) return openGguf(path);
    throw languageModelFault(path, "it is a file of another kind, a folder or a .gguf file is wanted");
  }
  const names = await readdir(path);
  if (names.includes(SINGLE_FILE) || names.includes(INDEX_FILE)) return openFolder(path);
  const [first, ...others] = names.filter((name) => name.endsWith(GGUF_ENDING)).toSorted();
  if (first === undefined) throw languageModelFault(path, `it holds neither ${SINGLE_FILE} nor a .gguf file`);
  if (others.length > 0) {
    throw languageModelFault(path, `it holds ${others.length + 1} .gguf files, name one of them: ${first}`);
  }
  return openGguf(join(path, first));
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    throw new DomainError(
      "UNKNOWN_LANGUAGE_MODEL",
      `Cannot open language model "${path}": there is no such file or folder`,
      {
        cause,
      },
    );
  }
}
