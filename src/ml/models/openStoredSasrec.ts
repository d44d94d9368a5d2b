import type { Artifact } from "../artifact/artifact.js";
import { artifactCorrupt } from "../artifact/artifactCorrupt.js";
import { ARTIFACT_FILE_NAME } from "../artifact/artifactFileName.js";
import type { NetworkKind } from "../artifact/modelKind.js";
import { openSession } from "../runtime/session.js";
import { SasrecGraphEncoder } from "./sasrecGraphEncoder.js";
import { SasrecModel } from "./sasrecModel.js";

/** What the artifact's other files tell of the network. */
interface StoredSasrecOptions {
  readonly kind: NetworkKind;
  /** N. */
  readonly itemCount: number;
  /** 1 or more. */
  readonly threads: number;
}

/**
 * Loads a SASRec or an eSASRec from its artifact, graphs included: nothing is traced.
 *
 * @throws {DomainError} `ARTIFACT_CORRUPT` if the item vectors do not fit the catalogue.
 */
export async function openStoredSasrec(
  artifact: Artifact,
  { kind, itemCount, threads }: StoredSasrecOptions,
): Promise<SasrecModel> {
  const { encoder: shape } = artifact.manifest;
  if (shape === null) throw artifactCorrupt(artifact.folder, "its manifest does not describe an encoder");
  const data = await artifact.floats(ARTIFACT_FILE_NAME.itemVectors, (itemCount + 1) * shape.width); // [N + 1, d]
  const encoder = await openSession(artifact.path(ARTIFACT_FILE_NAME.encoder), { threads });
  const scores = await openSession(artifact.path(ARTIFACT_FILE_NAME.scorer), { threads });
  const items = { data, shape: [itemCount + 1, shape.width] };
  const graphs = new SasrecGraphEncoder({ encoder, scores, parameters: {}, items });
  return new SasrecModel(graphs, { kind, itemCount, window: shape.window });
}
