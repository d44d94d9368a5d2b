import type { Artifact } from "../artifact/artifact.js";
import { artifactCorrupt } from "../artifact/artifactCorrupt.js";
import { ARTIFACT_FILE_NAME } from "../artifact/artifactFileName.js";
import { standardPopularity } from "../llm-srec/standardPopularity.js";
import { openSession } from "../runtime/session.js";
import { LanguageScores } from "./languageScores.js";

/**
 * Opens what scores by vectors; the language model itself is not needed for it.
 *
 * @throws {DomainError} `ARTIFACT_CORRUPT` if the files do not fit each other.
 */
export async function openLanguageScores(
  artifact: Artifact,
  { itemCount, threads }: { readonly itemCount: number; readonly threads: number },
): Promise<LanguageScores> {
  const { llmSrec } = artifact.manifest;
  if (llmSrec === undefined) throw artifactCorrupt(artifact.folder, "its manifest does not describe a language model");
  const width = llmSrec.config.vectorWidth;
  const values = await artifact.floats(ARTIFACT_FILE_NAME.llmItemVectors, (itemCount + 1) * width); // [N + 1, V]
  const popularity = await artifact.floats(ARTIFACT_FILE_NAME.popularity, itemCount + 1); // [N + 1]
  const scorer = await openSession(artifact.path(ARTIFACT_FILE_NAME.llmScorer), { threads });
  return new LanguageScores(scorer, { width, values }, llmSrec.fusion, standardPopularity(popularity, llmSrec.fusion));
}
