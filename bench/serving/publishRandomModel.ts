import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";

import { DEFAULT_SPACE } from "../../src/domain/spaceId.js";
import { FolderArtifactStore } from "../../src/ml/artifact/folderArtifactStore.js";
import type { Database } from "../../src/store/database.js";
import { ModelVersionRepository } from "../../src/store/modelVersionRepository.js";
import { generatedItemId } from "./generatedItemId.js";
import { writeRandomArtifact } from "./writeRandomArtifact.js";

/**
 * Serves random weights from the default space of a home: an artifact, published and promoted as a training run does it,
 * without the training.
 *
 * @param items How many generated items the model knows.
 */
export async function publishRandomModel(home: string, database: Database, items: number): Promise<void> {
  const id = randomUUID();
  const folder = join(home, "bench-artifact");
  await writeRandomArtifact(folder, Array.from({ length: items }, (_, number) => generatedItemId(number))); // prettier-ignore
  const checksum = await new FolderArtifactStore(join(home, "artifacts")).publish(DEFAULT_SPACE, id, folder);
  await rm(folder, { recursive: true });
  const versions = new ModelVersionRepository(database);
  await versions.create(DEFAULT_SPACE, { id, runId: null, kind: "sasrec", checksum, card: {}, metrics: {} });
  await versions.promote(DEFAULT_SPACE, id);
}
