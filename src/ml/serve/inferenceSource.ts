import type { ItemVectorStore } from "./itemVectorStore.js";

/** Which model to load. */
export interface InferenceSource {
  /** Names it within the pool: space and model version. */
  readonly key: string;
  /** Null: no model, the catalogue is ranked by popularity. */
  readonly artifactFolder: string | null;
  /** Of the artifact's manifest; null without one. */
  readonly checksum: string | null;
  /** Keeps the vectors of items that the model does not know; without it every process computes them for itself. */
  readonly vectors?: ItemVectorStore | undefined;
}
