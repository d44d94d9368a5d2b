import type { EncoderShape } from "../artifact/artifactManifest.js";
import type { ModelContent } from "../artifact/modelFiles.js";
import type { Evaluation } from "../evaluate/evaluation.js";
import type { ScoringModel } from "../models/scoringModel.js";

/** A model that was fitted to the training items, ready to be tested, then stored. */
export interface FittedModel {
  readonly model: ScoringModel;
  readonly valid: Evaluation;
  /** Every option in force. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Null for models that have none. */
  readonly recipe: string | null;
  readonly bestEpoch: number | null;
  readonly secondsPerEpoch: number | null;
  readonly encoder: EncoderShape | null;
  /** What to store: the tested weights, or if asked for those refitted on the whole log. */
  content(): Promise<ModelContent>;
}
