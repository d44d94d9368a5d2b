/** Which model to load. */
export interface InferenceSource {
  /** Names it within the pool: space and model version. */
  readonly key: string;
  /** Null: no model, the catalogue is ranked by popularity. */
  readonly artifactFolder: string | null;
  /** Of the artifact's manifest; null without one. */
  readonly checksum: string | null;
}
