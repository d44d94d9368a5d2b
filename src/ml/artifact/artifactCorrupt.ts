import { DomainError } from "../../domain/domainError.js";

/** @param state What is wrong and what is wanted: `items.json has 3 bytes, 9 are wanted`. */
export function artifactCorrupt(folder: string, state: string, cause?: unknown): DomainError {
  return new DomainError("ARTIFACT_CORRUPT", `Cannot open artifact "${folder}": ${state}`, { cause });
}
