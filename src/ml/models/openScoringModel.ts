import type { Artifact } from "../artifact/artifact.js";
import { ARTIFACT_FILE_NAME } from "../artifact/artifactFileName.js";
import { isNetworkKind } from "../artifact/modelKind.js";
import { MarkovModel } from "./markov.js";
import { PopularModel } from "./popular.js";
import type { ScoringModel } from "./scoringModel.js";

/**
 * Loads the model of an artifact, of whatever kind.
 *
 * @throws {DomainError} `ARTIFACT_CORRUPT` if its files do not fit each other.
 */
export async function openScoringModel(
  artifact: Artifact,
  { threads }: { readonly threads: number },
): Promise<ScoringModel> {
  const itemCount = (await artifact.itemIds()).length;
  const { kind } = artifact.manifest;
  if (isNetworkKind(kind)) {
    // Only here: the floors, and processes that serve them, do without ONNX Runtime and its memory.
    const { openStoredSasrec } = await import("./openStoredSasrec.js");
    return openStoredSasrec(artifact, { kind, itemCount, threads });
  }
  if (kind === "llm-srec") {
    const { openLlmSrecScoring } = await import("./openLlmSrecScoring.js");
    return openLlmSrecScoring(artifact, { threads });
  }
  const popularity = await artifact.floats(ARTIFACT_FILE_NAME.popularity, itemCount + 1);
  return kind === "popular" ? new PopularModel(popularity) : openMarkov(artifact, popularity);
}

async function openMarkov(artifact: Artifact, popularity: Float32Array): Promise<MarkovModel> {
  const offsets = await artifact.integers(ARTIFACT_FILE_NAME.transitionOffsets, popularity.length + 1);
  const entryCount = offsets.at(-1) ?? 0;
  const successors = await artifact.integers(ARTIFACT_FILE_NAME.transitionSuccessors, entryCount);
  const counts = await artifact.integers(ARTIFACT_FILE_NAME.transitionCounts, entryCount);
  return new MarkovModel(popularity, { offsets, successors, counts });
}
