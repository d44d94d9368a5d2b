import type { TransitionCounts } from "../data/transitionCounts.js";
import type { LlmSrecSettings } from "../llm-srec/llmSrecSettings.js";
import type { InitialParameter } from "../runtime/trainer.js";
import { ARTIFACT_FILE_NAME } from "./artifactFileName.js";
import { bytesOf } from "./bytesOf.js";
import type { ModelKind, NetworkKind } from "./modelKind.js";

/** What every model has. */
interface CommonContent {
  /** Row r is `itemIds[r - 1]`; N of them. */
  readonly itemIds: readonly string[];
  /** `[N + 1]`, row 0 unused. */
  readonly popularity: Float32Array;
}

/** A network: its ONNX graphs, see `ARTIFACT_FILE_NAME`, and its items. */
interface NetworkContent extends CommonContent {
  readonly encoder: Uint8Array;
  readonly scorer: Uint8Array;
  /** `[N + 1, d]`. */
  readonly itemVectors: Float32Array;
}

/** A language model that ranks; the network is its teacher's. Axes: N items, V width of vectors, D of the language model, E of the teacher. */
export interface LlmSrecContent extends NetworkContent {
  readonly kind: Extract<ModelKind, "llm-srec">;
  readonly llm: {
    /** Holds `FrozenWeights`, which are copied from there; a graph is written beside them for a moment. */
    readonly weightsFolder: string;
    /** The text of a tokenizer.json. */
    readonly tokenizer: string;
    /** Of row r at index r - 1. */
    readonly titles: readonly string[];
    /** By the names of `llmSrecParameters`; the teacher's head is not needed. */
    readonly parameters: Readonly<Record<string, InitialParameter>>;
    /** `[N + 1, V]`, row 0 is zero. */
    readonly vectors: Float32Array;
    /** `[N + 1, D]`, standardised; null where titles are no part of soft tokens. */
    readonly titleVectors: Float32Array | null;
    /** What they were standardised by, `[D]` each. */
    readonly titleStatistics: { readonly means: Float32Array; readonly deviations: Float32Array } | null;
    /** `[E]` */
    readonly unseenItem: Float32Array;
    readonly settings: LlmSrecSettings;
  };
}

/** A model as numbers, by kind. */
export type ModelContent =
  | (CommonContent & { readonly kind: Extract<ModelKind, "popular"> })
  | (CommonContent & { readonly kind: Extract<ModelKind, "markov">; readonly transitions: TransitionCounts })
  | (NetworkContent & { readonly kind: NetworkKind })
  | LlmSrecContent;

/**
 * The files that hold a model, by name; of a language model that ranks, its teacher's alone: see `artifactFiles`.
 *
 * @throws {RangeError} If the lengths do not fit the number of items.
 */
export function modelFiles(content: ModelContent): Record<string, Uint8Array> {
  const rows = content.itemIds.length + 1;
  if (content.popularity.length !== rows)
    throw new RangeError(`Cannot store the popularity of ${content.popularity.length} rows: ${rows} are wanted`);
  const files: Record<string, Uint8Array> = {
    [ARTIFACT_FILE_NAME.itemIds]: new TextEncoder().encode(JSON.stringify(content.itemIds)),
    [ARTIFACT_FILE_NAME.popularity]: bytesOf(content.popularity),
  };
  if (content.kind === "markov") {
    files[ARTIFACT_FILE_NAME.transitionOffsets] = bytesOf(content.transitions.offsets);
    files[ARTIFACT_FILE_NAME.transitionSuccessors] = bytesOf(content.transitions.successors);
    files[ARTIFACT_FILE_NAME.transitionCounts] = bytesOf(content.transitions.counts);
  }
  if ("encoder" in content) {
    if (content.itemVectors.length === 0 || content.itemVectors.length % rows !== 0)
      throw new RangeError(
        `Cannot store ${content.itemVectors.length} numbers as item vectors: a multiple of ${rows} is wanted`,
      );
    files[ARTIFACT_FILE_NAME.encoder] = content.encoder;
    files[ARTIFACT_FILE_NAME.scorer] = content.scorer;
    files[ARTIFACT_FILE_NAME.itemVectors] = bytesOf(content.itemVectors);
  }
  return files;
}
