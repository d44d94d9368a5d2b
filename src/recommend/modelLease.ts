import type { InferenceModel } from "../ml/index.js";

/** A loaded model for the length of one answer; it is not closed before it is released. */
export interface ModelLease {
  /** Null: no trained model, ranked by popularity. */
  readonly modelVersionId: string | null;
  readonly model: InferenceModel;
  /** Brings the model's copy of the catalogue up to a version of the space's. */
  reachCatalogue(version: bigint): Promise<void>;
  /** To be called once. */
  release(): void;
}
