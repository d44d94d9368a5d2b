import type { ArtifactManifest } from "../../src/ml/artifact/artifactManifest.js";

/** What a manifest says that serving does not read. */
export const UNTRAINED: Omit<ArtifactManifest, "format" | "files" | "kind" | "encoder"> = {
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
