import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";

import { DEFAULT_SPACE } from "../../src/domain/spaceId.js";
import { FolderArtifactStore } from "../../src/ml/artifact/folderArtifactStore.js";
import type { ModelKind } from "../../src/ml/artifact/modelKind.js";
import type { Database } from "../../src/store/database.js";
import { ModelVersionRepository } from "../../src/store/modelVersionRepository.js";
import { generatedItemId } from "./generatedItemId.js";
import { writeLanguageArtifact } from "./writeLanguageArtifact.js";
import { writeRandomArtifact } from "./writeRandomArtifact.js";

/** What a random model is. */
export interface RandomModelOptions {
  /** How many generated items it knows. */
  readonly items: number;
  /** Path of a language model, whose first layers read users by compact prompts; null: a SASRec alone. */
  readonly languageModel: string | null;
}

const LANGUAGE_LAYERS = 8;

/**
 * Serves random weights from the default space of a home: an artifact, published and promoted as a training run does it,
 * without the training.
 */
export async function publishRandomModel(
  home: string,
  database: Database,
  { items, languageModel }: RandomModelOptions,
): Promise<void> {
  const id = randomUUID();
  const folder = join(home, "bench-artifact");
  const itemIds = Array.from({ length: items }, (_, number) => generatedItemId(number));
  const kind: ModelKind = languageModel === null ? "sasrec" : "llm-srec";
  if (languageModel === null) await writeRandomArtifact(folder, itemIds);
  else {
    const titles = itemIds.map((_, number) => `Item number ${number}`);
    await writeLanguageArtifact(folder, { model: languageModel, layers: LANGUAGE_LAYERS, prompt: "compact", itemIds, titles }); // prettier-ignore
  }
  const checksum = await new FolderArtifactStore(join(home, "artifacts")).publish(DEFAULT_SPACE, id, folder);
  await rm(folder, { recursive: true });
  const versions = new ModelVersionRepository(database);
  await versions.create(DEFAULT_SPACE, { id, runId: null, kind, checksum, card: {}, metrics: {} });
  await versions.promote(DEFAULT_SPACE, id);
}
