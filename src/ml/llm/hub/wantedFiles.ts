import type { ListFileEntry } from "@huggingface/hub";

import { INDEX_FILE, SINGLE_FILE } from "../safetensors/openShards.js";

const SHARD = /^model-\d+-of-\d+\.safetensors$/;
/** What a file in the cache may be called, so that none leads out of it. */
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const TEXTS: readonly string[] = ["config.json", "tokenizer.json"];

/**
 * What of a repository makes the model: the GGUF file that was named, else configuration, tokenizer and safetensors,
 * else its only GGUF file.
 *
 * @throws {RangeError} If that is nothing, or not clear.
 */
export function wantedFiles(listed: readonly ListFileEntry[], named: string | null): readonly ListFileEntry[] {
  const files = listed.filter(({ type, path }) => type === "file" && PLAIN_NAME.test(path));
  if (named !== null) {
    const file = files.find(({ path }) => path === named);
    if (!file) throw new RangeError(`it has no file "${named}"`);
    return [file];
  }
  const isDivided = files.some(({ path }) => path === INDEX_FILE);
  const weights = files.filter(({ path }) =>
    isDivided ? path === INDEX_FILE || SHARD.test(path) : path === SINGLE_FILE,
  );
  if (weights.length > 0) return [...files.filter(({ path }) => TEXTS.includes(path)), ...weights];
  const [only, ...others] = files.filter(({ path }) => path.endsWith(".gguf"));
  if (only && others.length === 0) return [only];
  throw new RangeError(only ? `it has ${others.length + 1} .gguf files, name one of them` : "it has neither safetensors nor a .gguf file"); // prettier-ignore
}
