/** What may be chosen of a training with a language model, by the API and on the command line. */
export const LANGUAGE_MODEL_LIMITS = {
  /** Longest name: a path is shorter. */
  nameLength: 1_000,
  /** No language model of today has more. */
  layers: 1_000,
  /** A weight beyond this leaves the other terms of the loss without a word. */
  weight: 1_000,
} as const;
