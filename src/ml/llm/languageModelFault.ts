import { DomainError } from "../../domain/domainError.js";

/**
 * The error for a language model that cannot be used.
 *
 * @param path The folder or file.
 * @param state What is wrong and what is wanted: `shard "b.safetensors" is missing`.
 */
export function languageModelFault(path: string, state: string, cause?: unknown): DomainError {
  return new DomainError("LANGUAGE_MODEL_UNUSABLE", `Cannot open language model "${path}": ${state}`, { cause });
}
