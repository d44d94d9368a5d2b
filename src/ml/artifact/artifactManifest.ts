import type { EventMeanings } from "../../domain/eventMeaning.js";
import type { LlmSrecSettings } from "../llm-srec/llmSrecSettings.js";
import type { ModelKind } from "./modelKind.js";

/** The format that this program writes, and the only one it reads. */
export const ARTIFACT_FORMAT = 1;

/** `manifest.json`: what a model is, what it was made of, and how good it was when it was made. */
export interface ArtifactManifest {
  readonly format: typeof ARTIFACT_FORMAT;
  readonly kind: ModelKind;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly seed: number;
  /** The named set of options that was trained with; null for models that have none. */
  readonly recipe: string | null;
  /** Every option in force, those of the recipe included, so that the training can be repeated. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly data: TrainingData;
  /** What the event types meant; a type that is not named had the default meaning. */
  readonly eventMeanings: EventMeanings;
  /** Whether the served weights were trained on the whole log, after the metrics were measured without its last items. */
  readonly refitted: boolean;
  readonly metrics: { readonly valid: MeasuredQuality | null; readonly test: MeasuredQuality | null };
  /** The test metrics on histories in their order and shuffled, and the mean cosine of the user vectors; null if not audited. */
  readonly audit: {
    readonly ordered: MeasuredQuality;
    readonly shuffled: MeasuredQuality;
    readonly cosine: number | null;
  } | null;
  /** The epoch whose weights were kept, from 1; null for models without epochs. */
  readonly bestEpoch: number | null;
  /** Training steps alone, validation left out; null for models without epochs. */
  readonly secondsPerEpoch: number | null;
  /** The whole training, evaluation included. */
  readonly seconds: number;
  /** Highest resident memory of the training process. */
  readonly peakMemoryMb: number;
  /** What serving must know of an encoder; null for models without one. */
  readonly encoder: EncoderShape | null;
  /** What serving must know of a language model that ranks; only where there is one. */
  readonly llmSrec?: LlmSrecSettings;
  /** Of the same: the test of each of its rankings, and the mean cosines of user vectors. */
  readonly rows?: Readonly<Record<"teacher" | "llmSRec" | "fused", OrderAudit>>;
  readonly cosine?: { readonly teacher: number; readonly llmSRec: number };
  /** What else a model card tells of a language model that ranks. */
  readonly card?: Readonly<Record<string, unknown>>;
  /** The other files of the folder. */
  readonly files: Readonly<Record<string, ArtifactFile>>;
}

/** A ranking of histories in their order and shuffled. */
interface OrderAudit {
  readonly ordered: MeasuredQuality;
  readonly shuffled: MeasuredQuality;
}

/** How well a model ranked the next item of `users` users; `evaluateModel` measures it. */
interface MeasuredQuality {
  readonly users: number;
  /** Among all items of the catalogue. */
  readonly full: QualityMetrics;
  /** Among the target and 99 seeded items that the user never met. */
  readonly sampled99: QualityMetrics;
}

/** Each 0 to 1. */
type QualityMetrics = Readonly<Record<"HR@10" | "HR@20" | "NDCG@10" | "NDCG@20", number>>;

/** What a model was trained on. */
export interface TrainingData {
  /** SHA-256 of the sequences as they were trained on, hexadecimal. */
  readonly hash: string;
  readonly users: number;
  readonly items: number;
  readonly interactions: number;
  /** A name for people: the data set, or the space. */
  readonly source: string;
  /** ISO 8601: no later interaction was read; null where the data has no such bound. */
  readonly cutOff: string | null;
  /** `none` or `llm-srec`. */
  readonly filter: string;
}

/** The sizes of an encoder. */
export interface EncoderShape {
  /** d: numbers in a user's or an item's vector. */
  readonly width: number;
  /** T: how many of the newest items of a history it reads. */
  readonly window: number;
}

/** How a file must be to belong to the artifact. */
export interface ArtifactFile {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}
