import { modelFiles } from "../../src/ml/artifact/modelFiles.js";
import { writeArtifact } from "../../src/ml/artifact/writeArtifact.js";
import { sasrecContent } from "../../src/ml/train/sasrecContent.js";
import { randomNetwork } from "./randomNetwork.js";
import { UNTRAINED } from "./untrained.js";

/** Writes the artifact of a `randomNetwork` over these items. @returns Its checksum. */
export function writeRandomArtifact(folder: string, itemIds: readonly string[]): Promise<string> {
  const { config, parameters } = randomNetwork(itemIds.length);
  const { kind, width, maxLength } = config;
  const popularity = Float32Array.from({ length: itemIds.length + 1 }, (_, row) => itemIds.length - row);
  return writeArtifact(folder, {
    manifest: { ...UNTRAINED, kind, encoder: { width, window: maxLength } },
    files: modelFiles({ kind, itemIds, popularity, ...sasrecContent(config, parameters) }),
  });
}
