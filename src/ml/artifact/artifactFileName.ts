/** The files an artifact may have beside `manifest.json`. Numbers are little-endian, in the type that the ending names. */
export const ARTIFACT_FILE_NAME = {
  /** A JSON array of item ids: row r is at index r - 1. */
  itemIds: "items.json",
  /** Occurrences in the training log, `[N + 1]`. */
  popularity: "popularity.f32",
  /** `history` int32 `[B, T]`, padded with 0 on the left, to `user` float32 `[B, d]`. */
  encoder: "encoder.onnx",
  /** `user` float32 `[B, d]` and `items` float32 `[N + 1, d]` to `scores` float32 `[B, N + 1]`: serving needs no tracer. */
  scorer: "scorer.onnx",
  /** `[N + 1, d]`, row 0 is zero. An item's score is its row times the user's vector. */
  itemVectors: "itemVectors.f32",
  /** The compressed rows of the transition counts, see `TransitionCounts`. */
  transitionOffsets: "transitionOffsets.u32",
  transitionSuccessors: "transitionSuccessors.u32",
  transitionCounts: "transitionCounts.u32",
} as const;
