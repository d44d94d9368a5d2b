import type { Artifact } from "../artifact/artifact.js";
import { openLlmSrec } from "../models/openLlmSrec.js";
import { openStoredSasrec } from "../models/openStoredSasrec.js";
import { LanguageReader } from "./languageReader.js";

/**
 * Opens the reader of an artifact and reads one user, so that nobody waits for the first run.
 *
 * @throws {DomainError} `ARTIFACT_CORRUPT` if its files do not fit each other.
 */
export async function openLanguageReader(
  artifact: Artifact,
  { threads }: { readonly threads: number },
): Promise<LanguageReader> {
  const itemIds = await artifact.itemIds();
  const model = await openLlmSrec(artifact, { threads });
  const { teacherKind: kind } = model.settings;
  const teacher = await openStoredSasrec(artifact, { kind, itemCount: itemIds.length, threads });
  const reader = new LanguageReader(model, teacher, new Map(itemIds.map((id, index) => [id, index + 1])));
  await reader.userVector(itemIds.slice(0, 1).map((id) => ({ id, title: null, time: null })));
  return reader;
}
