import type { TransitionCounts } from "../data/transitionCounts.js";
import { ARTIFACT_FILE_NAME } from "./artifactFileName.js";
import type { ModelKind, NetworkKind } from "./modelKind.js";

/** A model as numbers, by kind. */
export type ModelContent = {
  /** Row r is `itemIds[r - 1]`; N of them. */
  readonly itemIds: readonly string[];
  /** `[N + 1]`, row 0 unused. */
  readonly popularity: Float32Array;
} & (
  | { readonly kind: Extract<ModelKind, "popular"> }
  | { readonly kind: Extract<ModelKind, "markov">; readonly transitions: TransitionCounts }
  | {
      readonly kind: NetworkKind;
      /** The ONNX graphs, see `ARTIFACT_FILE_NAME`. */
      readonly encoder: Uint8Array;
      readonly scorer: Uint8Array;
      /** `[N + 1, d]`. */
      readonly itemVectors: Float32Array;
    }
);

/**
 * The files that hold a model, by name.
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

/** The memory of the array; every platform that ONNX Runtime is built for is little-endian. */
function bytesOf(values: Float32Array | Uint32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
