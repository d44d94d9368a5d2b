import type { Artifact } from "../artifact/artifact.js";
import { artifactCorrupt } from "../artifact/artifactCorrupt.js";
import { ARTIFACT_FILE_NAME } from "../artifact/artifactFileName.js";
import { openSession } from "../runtime/session.js";
import { SasrecGraphEncoder } from "./sasrecGraphEncoder.js";
import { SasrecModel } from "./sasrecModel.js";

/**
 * Loads a SASRec from its artifact, graphs included: nothing is traced.
 *
 * @param itemCount N.
 * @throws {DomainError} `ARTIFACT_CORRUPT` if the item vectors do not fit the catalogue.
 */
export async function openStoredSasrec(artifact: Artifact, itemCount: number, threads: number): Promise<SasrecModel> {
  const { encoder: shape } = artifact.manifest;
  if (shape === null) throw artifactCorrupt(artifact.folder, "its manifest does not describe an encoder");
  const data = await artifact.floats(ARTIFACT_FILE_NAME.itemVectors, (itemCount + 1) * shape.width); // [N + 1, d]
  const encoder = await openSession(artifact.path(ARTIFACT_FILE_NAME.encoder), { threads });
  const scores = await openSession(artifact.path(ARTIFACT_FILE_NAME.scorer), { threads });
  const items = { data, shape: [itemCount + 1, shape.width] };
  return new SasrecModel(new SasrecGraphEncoder({ encoder, scores, parameters: {}, items }), itemCount, shape.window);
}
