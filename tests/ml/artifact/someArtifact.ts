import type { ArtifactContent } from "../../../src/ml/artifact/writeArtifact.js";
import { modelFiles } from "../../../src/ml/artifact/modelFiles.js";
import { itemCounts } from "../../../src/ml/data/itemCounts.js";
import { transitionCounts } from "../../../src/ml/data/transitionCounts.js";

/** A small artifact of the floors: `sequences` are of rows 1 to the number of ids. */
export function someArtifact(
  kind: "popular" | "markov",
  itemIds: readonly string[] = ["a", "b", "c"],
  sequences: readonly (readonly number[])[] = [
    [1, 2, 3, 2],
    [2, 3],
  ],
): ArtifactContent {
  const rows = sequences.map((sequence) => Int32Array.from(sequence));
  const popularity = itemCounts(rows, itemIds.length);
  const common = { itemIds, popularity };
  return {
    manifest: {
      kind,
      createdAt: "2026-01-01T00:00:00.000Z",
      seed: 1,
      recipe: null,
      options: {},
      data: {
        hash: "0".repeat(64),
        users: sequences.length,
        items: itemIds.length,
        interactions: sequences.flat().length,
        source: "a test",
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
      encoder: null,
    },
    files: modelFiles(
      kind === "popular"
        ? { ...common, kind }
        : { ...common, kind, transitions: transitionCounts(rows, itemIds.length) },
    ),
  };
}
