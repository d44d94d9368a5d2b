import type { ArtifactManifest } from "../../src/ml/artifact/artifactManifest.js";
import { modelFiles } from "../../src/ml/artifact/modelFiles.js";
import { writeArtifact } from "../../src/ml/artifact/writeArtifact.js";
import { sasrecContent } from "../../src/ml/train/sasrecContent.js";
import { randomNetwork } from "./randomNetwork.js";

/** A manifest says much that serving does not read. */
const UNTRAINED: Omit<ArtifactManifest, "format" | "files" | "kind" | "encoder"> = {
  createdAt: "2026-01-01T00:00:00.000Z",
  seed: 0,
  recipe: null,
  options: {},
  data: {
    hash: "0".repeat(64),
    users: 0,
    items: 0,
    interactions: 0,
    source: "random weights",
    cutOff: null,
    filter: "none",
  },
  eventMeanings: {},
  refitted: false,
  metrics: { valid: null, test: null },
  audit: null,
  bestEpoch: null,
  secondsPerEpoch: null,
  seconds: 0,
  peakMemoryMb: 0,
};

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
