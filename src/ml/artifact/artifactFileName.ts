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
  /** The frozen language model, see `FrozenWeights`; the graphs below refer to it. */
  llmWeights: "weights.bin",
  llmWeightsIndex: "weights.json",
  tokenizer: "tokenizer.json",
  /** A JSON array of titles: of row r at index r - 1. */
  titles: "titles.json",
  /** What was trained, by the names of `llmSrecParameters`: shapes and places, and the numbers. */
  llmParametersIndex: "llmParameters.json",
  llmParameters: "llmParameters.f32",
  /** `[N + 1, V]`, row 0 is zero: what user vectors of the language model are compared with. */
  llmItemVectors: "llmItemVectors.f32",
  /** `[N + 1, D]`: standardised title states, where soft tokens are made of them; row 0 is zero. */
  titleVectors: "titleVectors.f32",
  /** `[2, D]`: means, then deviations, of the title states before they were standardised. */
  titleStatistics: "titleStatistics.f32",
  /** `[E]`: stands for the teacher's vector of items that it does not know. */
  unseenItem: "unseenItem.f32",
  /** Prompts of users to user vectors, prompts of items to item vectors, titles to title states: see `servingGraphs`. */
  userReader: "userReader.onnx",
  itemReader: "itemReader.onnx",
  titleReader: "titleReader.onnx",
  /** As `scorer`, for the language model's vectors. */
  llmScorer: "llmScorer.onnx",
} as const;
