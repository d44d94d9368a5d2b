import type { Artifact } from "../artifact/artifact.js";
import { openLanguageScores } from "./openLanguageScores.js";
import { LlmSrecScoring } from "./llmSrecScoring.js";
import { openLlmSrec } from "./openLlmSrec.js";
import { openStoredSasrec } from "./openStoredSasrec.js";

/**
 * Opens a stored LLM-SRec whole: the language model, its teacher, and what fuses them.
 *
 * @throws {DomainError} `ARTIFACT_CORRUPT` if its files do not fit each other.
 */
export async function openLlmSrecScoring(
  artifact: Artifact,
  { threads }: { readonly threads: number },
): Promise<LlmSrecScoring> {
  const itemCount = (await artifact.itemIds()).length;
  const languageModel = await openLlmSrec(artifact, { threads });
  const { teacherKind: kind } = languageModel.settings;
  return new LlmSrecScoring({
    languageModel,
    teacher: await openStoredSasrec(artifact, { kind, itemCount, threads }),
    language: await openLanguageScores(artifact, { itemCount, threads }),
    teacherWindow: artifact.manifest.encoder?.window ?? 0,
  });
}
